// Nearly a key.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

#[derive(RedisConnections)]
#[redis(config = Definitions)]
struct Redis {
    jobs: Handle<JobsRedis>,
}

fn main() {}
