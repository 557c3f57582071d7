// A bare word is text without its quotes: constants have capitals.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = localhost)]
struct JobsRedis;

fn main() {}
