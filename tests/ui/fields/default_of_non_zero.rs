// Zero for a type that has none.
use redis_config::RedisConfig;

use std::num::NonZeroU16;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = 0)]
    workers: NonZeroU16,
}

fn main() {}
