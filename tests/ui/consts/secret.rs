// A secret cannot be a constant either.
use redis_config::RedisConfig;

const PASSWORD: &str = "x";

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1", password = PASSWORD)]
struct JobsRedis;

fn main() {}
