// A switch that could never be turned.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379", disabled = true)]
struct JobsRedis;

fn main() {}
