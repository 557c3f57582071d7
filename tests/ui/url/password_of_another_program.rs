// The password of a database in a default.
#![deny(deprecated)]
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = "postgres://app:hunter2@127.0.0.1/app")]
    database_url: String,
}

fn main() {}
