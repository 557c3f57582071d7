// A smallest value above the largest.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, min = 9, max = 1)]
    workers: u16,
}

fn main() {}
