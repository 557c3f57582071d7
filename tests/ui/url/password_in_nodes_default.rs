// The same in a default.
#![deny(deprecated)]
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster)]
struct JobsRedis {
    #[redis(default = "redis://:hunter2@10.0.0.1:7000")]
    nodes: Vec<String>,
}

fn main() {}
