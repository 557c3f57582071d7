// A value that sounds like a secret, with a default.
#![deny(deprecated)]
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = "hunter2")]
    admin_password: String,
}

fn main() {}
