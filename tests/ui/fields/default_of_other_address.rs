// An address of the other kind.
use redis_config::RedisConfig;

use std::net::SocketAddrV6;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = "127.0.0.1:80")]
    listen: SocketAddrV6,
}

fn main() {}
