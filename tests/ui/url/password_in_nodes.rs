// A password in one of several nodes.
#![deny(deprecated)]
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["redis://:hunter2@10.0.0.1:7000", "redis://:hunter2@10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
