// The same with a default.
use redis_config::RedisConfig;

type Count = u8;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = 300)]
    workers: Count,
}

fn main() {}
