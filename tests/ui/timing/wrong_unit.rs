// A unit that does not exist.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(connect_timeout = "2 secs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
