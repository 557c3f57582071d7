// Two seeds with two protocols.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["redis://a:7000?protocol=resp2", "redis://b:7000?protocol=resp3"])]
struct JobsRedis;

fn main() {}
