// A user that nobody can ever set: there is no password.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    username: Option<String>,
}

fn main() {}
