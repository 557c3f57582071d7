// A password in a constant.
#![deny(deprecated)]
use redis_config::RedisConfig;

const URL: &str = "redis://:hunter2@127.0.0.1";

#[derive(Clone, RedisConfig)]
#[redis(url = URL)]
struct JobsRedis;

fn main() {}
