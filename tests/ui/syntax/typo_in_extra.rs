// A misspelt key that defines what the field is.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extar)]
    workers: u16,
}

fn main() {}
