// A setting with its unit in its name.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    connect_timeout_ms: u64,
}

fn main() {}
