// White space in a prefix of keys.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(key_prefix = "my shop:", url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
