// A URL where a host is expected.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "redis://127.0.0.1")]
struct JobsRedis;

fn main() {}
