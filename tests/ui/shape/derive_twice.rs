// The derive is written twice.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

fn main() {}
