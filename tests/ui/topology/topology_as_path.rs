// A path where the word is wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = Topology::Cluster, nodes = ["10.0.0.1:7000"])]
struct JobsRedis;

fn main() {}
