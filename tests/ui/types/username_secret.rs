// A user name is no secret.
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    username: Option<Secret>,
    password: Option<Secret>,
}

fn main() {}
