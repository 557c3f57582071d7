// A type that no text can give.
use redis_config::RedisConfig;

use std::task::Waker;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra)]
    waker: Waker,
}

fn main() {}
