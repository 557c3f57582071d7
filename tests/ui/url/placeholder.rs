// A placeholder that nothing replaced.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://${HOST}:6379/1")]
struct JobsRedis;

fn main() {}
