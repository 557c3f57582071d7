// A host with a port.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
