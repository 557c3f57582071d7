// Bounds in the wrong order.
use redis_config::RedisConfig;

const LEAST: &str = "10s";

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(min = LEAST, max = "5s")]
    connect_timeout: std::time::Duration,
}

fn main() {}
