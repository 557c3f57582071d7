// A setting as others call it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(timeout = "2s", url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
