// A definition that cannot be cloned.
use redis_config::RedisConfig;

#[derive(RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

fn main() {}
