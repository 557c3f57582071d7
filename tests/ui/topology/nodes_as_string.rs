// Nodes in a text.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster)]
struct JobsRedis {
    nodes: String,
}

fn main() {}
