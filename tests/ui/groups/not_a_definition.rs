// A handle of a type that defines no instance.
use redis_config::{Handle, RedisConnections};

struct Plain;

#[derive(RedisConnections)]
struct Redis {
    plain: Handle<Plain>,
}

fn main() {}
