// The database as a parameter.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1?db=5")]
struct JobsRedis;

fn main() {}
