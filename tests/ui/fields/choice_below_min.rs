// A choice that `min` forbids.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, one_of = [1, 20], min = 10)]
    workers: u16,
}

fn main() {}
