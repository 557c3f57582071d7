// The definition where its handle is meant.
use redis_config::{RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

#[derive(RedisConnections)]
struct Redis {
    jobs: JobsRedis,
}

fn main() {}
