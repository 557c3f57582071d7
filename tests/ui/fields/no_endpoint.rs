// Nothing says where the server is.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    database: u32,
}

fn main() {}
