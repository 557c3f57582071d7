// An authority that nobody can ever use: the link is plaintext.
use redis_config::RedisConfig;

use std::path::PathBuf;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://redis.example.com")]
struct JobsRedis {
    tls_ca: Option<PathBuf>,
}

fn main() {}
