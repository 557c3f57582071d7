// A URL of a cluster, where sentinels are declared.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, url = "redis+cluster://10.0.0.1:7000")]
struct JobsRedis;

fn main() {}
