// A group with a parameter.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(RedisConnections)]
struct Redis<C: RedisConfig> {
    jobs: Handle<C>,
}

fn main() {}
