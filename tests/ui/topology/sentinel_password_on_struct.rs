// A secret in the source.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, nodes = ["10.0.0.1"], master = "jobs", sentinel_password = "x")]
struct JobsRedis;

fn main() {}
