// A constant that the type of the field cannot hold.
use redis_config::RedisConfig;

const WORKERS: u32 = 300;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(extra, default = WORKERS)]
    workers: u8,
}

fn main() {}
