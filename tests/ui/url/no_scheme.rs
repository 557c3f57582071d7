// A host where a URL is expected.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
