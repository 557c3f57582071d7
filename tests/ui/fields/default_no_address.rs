// A name where an address is wanted.
use redis_config::RedisConfig;

use std::net::IpAddr;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = "localhost")]
    listen: IpAddr,
}

fn main() {}
