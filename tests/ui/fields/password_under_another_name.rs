// A setting with what a program puts before it.
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: String,
    redis_password: Option<Secret>,
}

fn main() {}
