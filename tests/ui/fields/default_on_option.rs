// A default on an `Option`.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, default = 4)]
    workers: Option<u16>,
}

fn main() {}
