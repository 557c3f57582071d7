// There is a field for it already.
#![deny(deprecated)]
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://:hunter2@127.0.0.1")]
    url: String,
    password: Option<Secret>,
}

fn main() {}
