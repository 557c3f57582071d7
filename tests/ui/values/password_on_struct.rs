// A password that would be compiled in.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1", password = "correct horse")]
struct JobsRedis;

fn main() {}
