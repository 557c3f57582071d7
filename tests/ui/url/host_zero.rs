// A host that other programs read as every address.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://0:6379")]
struct JobsRedis;

fn main() {}
