// A constant that does not exist.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = PORT)]
struct JobsRedis;

fn main() {}
