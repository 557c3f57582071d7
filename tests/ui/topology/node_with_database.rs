// A database in the URL of a node.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["redis://10.0.0.1:7000/1"])]
struct JobsRedis;

fn main() {}
