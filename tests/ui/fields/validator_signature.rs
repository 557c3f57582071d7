// A validator that takes something else.
use redis_config::RedisConfig;

fn even(value: &str) -> Result<(), String> {
    Err(value.to_owned())
}

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, validate = even)]
    workers: u16,
}

fn main() {}
