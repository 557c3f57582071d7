// A list of something else than addresses.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster)]
struct JobsRedis {
    nodes: Vec<u16>,
}

fn main() {}
