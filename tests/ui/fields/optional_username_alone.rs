// A user that can never be used: there is no password.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    username: Option<String>,
}

fn main() {}
