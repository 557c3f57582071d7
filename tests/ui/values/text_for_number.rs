// Text where a number is expected.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = "6379")]
struct JobsRedis;

fn main() {}
