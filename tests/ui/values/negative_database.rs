// A database below the first one.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", database = -1)]
struct JobsRedis;

fn main() {}
