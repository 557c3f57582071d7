// A flag with a value.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(fallback = "yes")]
struct JobsRedis {
    url: String,
}

fn main() {}
