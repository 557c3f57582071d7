// An address to listen on, not to connect to.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://0.0.0.0:6379/1")]
struct JobsRedis;

fn main() {}
