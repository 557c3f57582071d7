// A prefix of keys with a brace.
use redis_config::RedisConfig;

const PREFIX: &str = "shop{1}:";

#[derive(Clone, RedisConfig)]
#[redis(key_prefix = PREFIX, url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
