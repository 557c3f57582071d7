// A validator that takes the value itself.
use redis_config::RedisConfig;

fn even(value: u16) -> Result<(), String> {
    (value % 2 == 0).then_some(()).ok_or_else(|| "odd".to_owned())
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, validate = even)]
    workers: u16,
}

fn main() {}
