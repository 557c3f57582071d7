// One seed is a URL, the other is not.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["redis://10.0.0.1:7000", "10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
