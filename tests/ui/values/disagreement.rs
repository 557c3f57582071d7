// The URL and a setting of its own disagree.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1", database = 2)]
struct JobsRedis;

fn main() {}
