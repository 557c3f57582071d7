// A host that other programs read as 127.0.0.1.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://0x7f000001:6379")]
struct JobsRedis;

fn main() {}
