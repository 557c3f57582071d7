// A number with the type behind it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = 6379u16)]
struct JobsRedis;

fn main() {}
