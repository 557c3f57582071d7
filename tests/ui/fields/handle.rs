// A struct of handles is a group.
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct Jobs;

#[derive(Clone, RedisConfig)]
struct Redis {
    jobs: Handle<Jobs>,
}

fn main() {}
