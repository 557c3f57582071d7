// A type that has no room for most ports.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1")]
struct JobsRedis {
    port: u8,
}

fn main() {}
