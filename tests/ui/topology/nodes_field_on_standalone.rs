// A field of nodes, and no topology declared.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    nodes: Vec<String>,
}

fn main() {}
