// A port beyond the last one.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:65536/1")]
struct JobsRedis;

fn main() {}
