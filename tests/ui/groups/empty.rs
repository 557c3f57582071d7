// A group of nothing.
use redis_config::RedisConnections;

#[derive(RedisConnections)]
struct Redis;

fn main() {}
