// A word that is no protocol.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1", protocol = resp4)]
struct JobsRedis;

fn main() {}
