// No comma after a flag.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra default = 5)]
    workers: u16,
}

fn main() {}
