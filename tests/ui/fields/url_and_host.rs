// Two addresses.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: String,
    host: String,
}

fn main() {}
