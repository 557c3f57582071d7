// Two hosts where one is meant.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://a:6379,b:6379/1")]
struct JobsRedis;

fn main() {}
