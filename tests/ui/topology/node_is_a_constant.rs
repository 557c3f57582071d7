// A constant in a list: the derive cannot see it.
use redis_config::RedisConfig;

const FIRST: &str = "10.0.0.1:7000";

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = [FIRST, "10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
