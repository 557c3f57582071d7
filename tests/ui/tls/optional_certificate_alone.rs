// A certificate that nobody can ever use: there is no key.
use redis_config::RedisConfig;

use std::path::PathBuf;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com")]
struct JobsRedis {
    tls_cert: Option<PathBuf>,
}

fn main() {}
