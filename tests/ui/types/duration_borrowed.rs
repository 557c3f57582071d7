// A borrowed text for a duration.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    connect_timeout: &'static str,
}

fn main() {}
