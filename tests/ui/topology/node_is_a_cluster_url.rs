// A node that is itself several.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["redis+cluster://10.0.0.1:7000,10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
