// A `Handle` of something else.
use redis_config::{RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

struct Handle<T>(T);

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
}

fn main() {}
