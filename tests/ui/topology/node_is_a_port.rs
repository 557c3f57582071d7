// A number where a node is wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["localhost:7000", 7001])]
struct JobsRedis;

fn main() {}
