// A list where one value is expected.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = ["a", "b"])]
struct JobsRedis;

fn main() {}
