// The same, between a default and what the struct fixes.
use redis_config::RedisConfig;

use std::time::Duration;

#[derive(Clone, RedisConfig)]
#[redis(reconnect_max_delay = "1s")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(default = "10s")]
    reconnect_min_delay: Duration,
}

fn main() {}
