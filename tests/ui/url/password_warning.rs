// A password in a URL literal draws a warning: it is compiled into the binary.
#![deny(deprecated)]

use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://:hunter2@127.0.0.1/1")]
struct JobsRedis;

fn main() {}
