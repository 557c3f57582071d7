// Sentinels, but not what they watch.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, nodes = ["10.0.0.1:26379", "10.0.0.2:26379"])]
struct JobsRedis;

fn main() {}
