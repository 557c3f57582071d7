// A host that other clients read as an address.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.1/1")]
struct JobsRedis;

fn main() {}
