//! Definitions that need TLS, without its cargo feature.

use redis_config::{RedisConfig, Sources};

#[cfg(feature = "wrong")]
mod wrong;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: String,
}

fn main() {
    for url in ["redis://redis.example.com/1", "rediss://redis.example.com/1"] {
        match JobsRedis::load_from(&Sources::standard().with("url", url)) {
            Ok(jobs) => println!("{} is fine", jobs.url),
            Err(invalid) => println!("{invalid}"),
        }
    }
}
