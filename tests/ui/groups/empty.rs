// A group of nothing.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(RedisConnections)]
struct Redis;

fn main() {}
