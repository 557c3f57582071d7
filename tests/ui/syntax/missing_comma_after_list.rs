// No comma after a list.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"] name = "events")]
struct JobsRedis;

fn main() {}
