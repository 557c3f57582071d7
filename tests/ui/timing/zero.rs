// A timeout of zero.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(response_timeout = "0s")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
