// A line break that was copied along.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1\n")]
struct JobsRedis;

fn main() {}
