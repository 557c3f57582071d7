// A choice that the type does not take.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, one_of = [1, 300])]
    workers: u8,
}

fn main() {}
