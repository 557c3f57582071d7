// Two seeds with two passwords.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["redis://:one@10.0.0.1:7000", "redis://:two@10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
