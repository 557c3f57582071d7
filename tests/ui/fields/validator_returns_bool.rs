// A validator that answers yes or no.
use redis_config::RedisConfig;

fn even(value: &u16) -> bool {
    value % 2 == 0
}

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, validate = even)]
    workers: u16,
}

fn main() {}
