// Parentheses with nothing in them.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis()]
struct JobsRedis {
    url: String,
}

fn main() {}
