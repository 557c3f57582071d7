// A duration of the standard library: ours is text.
use redis_config::RedisConfig;

use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Clone, RedisConfig)]
#[redis(connect_timeout = TIMEOUT, url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
