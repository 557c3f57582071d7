// No nodes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = [])]
struct JobsRedis;

fn main() {}
