// A group with a parameter.
use redis_config::{Handle, RedisConnections};

#[derive(RedisConnections)]
struct Redis<C> {
    jobs: Handle<C>,
}

fn main() {}
