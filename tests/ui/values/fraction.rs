// A fraction where a whole number is expected.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", database = 1.5)]
struct JobsRedis;

fn main() {}
