// Sentinels are declared, and nothing else.
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel)]
struct JobsRedis {
    password: Option<Secret>,
}

fn main() {}
