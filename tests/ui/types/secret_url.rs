// A URL as a secret.
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: Secret,
}

fn main() {}
