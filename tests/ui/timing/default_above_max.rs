// A default above its own maximum.
use redis_config::RedisConfig;

use std::time::Duration;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(default = "1m", max = "30s")]
    connect_timeout: Duration,
}

fn main() {}
