// Constants that are no duration.
use std::time::{Duration, Instant};

use redis_config::RedisConfig;

const SECONDS: u64 = 5;
const FRACTION: f64 = 1.5;
const RANGE: std::ops::Range<Duration> = Duration::ZERO..Duration::from_secs(1);
type When = Option<Instant>;
const NEVER: When = None;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1", connect_timeout = SECONDS, response_timeout = FRACTION)]
struct JobsRedis {
    #[redis(default = RANGE.start)]
    keepalive: Duration,
    #[redis(extra, default = NEVER)]
    pause: Duration,
}

fn main() {}
