// A constant duration beyond its bounds.
use redis_config::RedisConfig;

mod limits {
    pub(crate) const TIMEOUT: &str = "11m";
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1", connect_timeout = limits::TIMEOUT)]
struct JobsRedis;

fn main() {}
