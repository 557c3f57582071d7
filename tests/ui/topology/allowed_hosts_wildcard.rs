// A wildcard in the middle.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["node-*.redis.internal"])]
struct JobsRedis;

fn main() {}
