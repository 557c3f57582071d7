// A struct whose name can be no name of an instance.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct BücherRedis;

fn main() {}
