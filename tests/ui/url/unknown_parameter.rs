// A parameter that does not exist.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1?timeout=5")]
struct JobsRedis;

fn main() {}
