// A wildcard for everything.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["*"])]
struct JobsRedis;

fn main() {}
