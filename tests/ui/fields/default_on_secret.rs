// A default on a secret.
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(default = "hunter2")]
    password: Secret,
}

fn main() {}
