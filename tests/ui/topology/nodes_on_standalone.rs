// Several nodes, and no topology declared.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(nodes = ["10.0.0.1:7000", "10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
