// A field that holds a setting of a later version.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    nodes: Vec<String>,
}

fn main() {}
