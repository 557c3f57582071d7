// No address.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    database: u32,
}

fn main() {}
