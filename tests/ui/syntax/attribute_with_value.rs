// A value on the attribute itself.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis = "redis://127.0.0.1/1"]
struct JobsRedis;

fn main() {}
