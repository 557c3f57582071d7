// TLS, of a later version.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://127.0.0.1/1")]
struct JobsRedis;

fn main() {}
