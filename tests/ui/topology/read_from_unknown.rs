// A word of old.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], read_from = slave)]
struct JobsRedis;

fn main() {}
