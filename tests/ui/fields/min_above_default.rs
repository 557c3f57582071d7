// Unset, the field leaves a value that it forbids.
use redis_config::RedisConfig;

use std::time::Duration;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(min = "10s")]
    connect_timeout: Option<Duration>,
}

fn main() {}
