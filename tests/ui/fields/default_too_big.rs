// A default that does not fit in the field's type.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, default = 300)]
    workers: u8,
}

fn main() {}
