// A URL of something else.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "http://127.0.0.1:6379/1")]
struct JobsRedis;

fn main() {}
