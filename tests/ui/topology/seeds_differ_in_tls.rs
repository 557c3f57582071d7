// One seed is encrypted, the other is not.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["rediss://10.0.0.1:7000", "redis://10.0.0.2:7000"])]
struct JobsRedis;

fn main() {}
