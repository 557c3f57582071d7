// The wrong case.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(URL = "redis://127.0.0.1/1")]
struct JobsRedis;

fn main() {}
