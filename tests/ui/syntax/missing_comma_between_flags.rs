// No comma between a value and a flag.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(default = 5 extra)]
    workers: u16,
}

fn main() {}
