// A mistake in a group is none of the group around it.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1/1")]
struct JobsRedis;

#[derive(RedisConnections)]
struct Queues {
    jobs: Handle<JobsRedis>,
    name: String,
}

#[derive(RedisConnections)]
struct Redis {
    queues: Queues,
}

async fn start() -> Result<Redis, redis_config::ConnectionsError> {
    let configs: RedisConfigs = Redis::load()?;
    configs.connect().await
}

fn main() {
    let _ = start();
}
