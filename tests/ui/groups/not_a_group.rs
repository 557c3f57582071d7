// Members that are neither handles nor groups.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1/1")]
struct JobsRedis;

struct App;

#[derive(RedisConnections)]
struct Redis {
    app: App,
    jobs: Handle<JobsRedis>,
}

#[derive(RedisConnections)]
struct Last {
    jobs: Handle<JobsRedis>,
    app: App,
}

async fn start() -> Result<Redis, redis_config::ConnectionsError> {
    Redis::validate()?;
    Redis::connect().await
}

fn main() {
    let _ = start();
}
