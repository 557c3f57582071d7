// A mistake in the definition is the only error: what uses the type still compiles.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(nmae = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
}

async fn uses() {
    let jobs = JobsRedis::load().unwrap();
    let _ = jobs.connect().await;
    let _ = Redis::connect().await.map(|redis| redis.jobs);
}

fn main() {}
