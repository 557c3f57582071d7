// A network with bits of a host in it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["10.0.0.0/8", "10.1.2.3/16"])]
struct JobsRedis;

fn main() {}
