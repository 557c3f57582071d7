// A field that borrows its value.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: &'static str,
}

fn main() {}
