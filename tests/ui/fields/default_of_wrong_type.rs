// A default of another type than the field's.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, default = "many")]
    workers: u16,
}

fn main() {}
