// A database below the first one.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/-1")]
struct JobsRedis;

fn main() {}
