// A default outside its own bounds.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, default = 0, min = 1, max = 512)]
    workers: u16,
}

fn main() {}
