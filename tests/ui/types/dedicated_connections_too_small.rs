// A type that has no room for the largest number.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    dedicated_connections: u8,
}

fn main() {}
