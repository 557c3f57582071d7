// The URL of one server for a cluster.
use redis_config::RedisConfig;

const URL: &str = "redis://10.0.0.1:7000";

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, url = URL)]
struct JobsRedis;

fn main() {}
