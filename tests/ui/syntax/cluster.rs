// A topology for a key.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(cluster, nodes = ["10.0.0.1:7000"])]
struct JobsRedis;

fn main() {}
