// A sentinel, by a host.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, host = "10.0.0.1", master = "jobs")]
struct JobsRedis;

fn main() {}
