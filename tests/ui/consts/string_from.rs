// A `String`, which no constant can be.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = String::from("127.0.0.1"))]
struct JobsRedis;

fn main() {}
