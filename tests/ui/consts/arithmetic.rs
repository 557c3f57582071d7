// An expression that leads out of the bounds.
use redis_config::RedisConfig;

const BASE: u32 = 65_000;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = BASE + 1_000)]
struct JobsRedis;

fn main() {}
