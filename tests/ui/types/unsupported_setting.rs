// A setting in a type that no text can give.
use redis_config::RedisConfig;

use std::task::Waker;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: Waker,
}

fn main() {}
