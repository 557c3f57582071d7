// A duration beyond all bounds.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(connect_timeout = "999999999999999h")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
