// A port that is none.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000", "10.0.0.2:0"])]
struct JobsRedis;

fn main() {}
