// A comma is missing.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, min = 1 max = 9)]
    workers: u16,
}

fn main() {}
