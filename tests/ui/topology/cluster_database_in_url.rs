// A database in the URL of a cluster.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, url = "redis+cluster://10.0.0.1:7000/1")]
struct JobsRedis;

fn main() {}
