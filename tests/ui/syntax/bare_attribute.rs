// An attribute without content.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis]
struct JobsRedis {
    url: String,
}

fn main() {}
