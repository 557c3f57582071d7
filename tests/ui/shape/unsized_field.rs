// A field without a size.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: str,
}

fn main() {}
