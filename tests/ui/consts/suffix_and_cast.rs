// A cast that does not fit.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = 300i32 as u32)]
    workers: u8,
}

fn main() {}
