// A field that is skipped, and has a default.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(skip, default = 1)]
    count: u16,
}

fn main() {}
