// The size of a pool, which this library does not have.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    pool_size: u16,
}

fn main() {}
