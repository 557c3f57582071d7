// A database in the URL, where a cluster is declared.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, url = "redis://10.0.0.1:7000/1")]
struct JobsRedis;

fn main() {}
