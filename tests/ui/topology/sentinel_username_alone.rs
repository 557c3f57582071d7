// A user without a password, at the sentinels.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, nodes = ["10.0.0.1"], master = "jobs", sentinel_username = "watch")]
struct JobsRedis;

fn main() {}
