// A parameter twice.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1?protocol=resp2&protocol=resp3")]
struct JobsRedis;

fn main() {}
