// A URL without a host.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis:///1")]
struct JobsRedis;

fn main() {}
