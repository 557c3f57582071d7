// Three mistakes of topology at once.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, host = "10.0.0.1", master = "jobs", read_from = nearest)]
struct JobsRedis;

fn main() {}
