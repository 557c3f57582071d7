// One host where the nodes of a cluster are wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, host = "10.0.0.1", port = 7000)]
struct JobsRedis;

fn main() {}
