// A path with two parts.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1/2")]
struct JobsRedis;

fn main() {}
