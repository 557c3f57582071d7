// A validator whose error cannot be shown.
use redis_config::RedisConfig;

struct Odd;

fn even(value: &u16) -> Result<(), Odd> {
    (value % 2 == 0).then_some(()).ok_or(Odd)
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, validate = even)]
    workers: u16,
}

fn main() {}
