// An empty URL.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "")]
struct JobsRedis;

fn main() {}
