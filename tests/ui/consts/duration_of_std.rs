// A `Duration` follows the rules of text with a unit.
use std::time::Duration;

use redis_config::RedisConfig;

const HOUR: Duration = Duration::from_hours(1);

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1", connect_timeout = HOUR, response_timeout = Duration::ZERO)]
struct JobsRedis {
    #[redis(default = Duration::from_micros(1), max = HOUR)]
    reconnect_min_delay: Duration,
    #[redis(extra, min = HOUR, default = Duration::from_millis(1500))]
    pause: Duration,
}

fn main() {}
