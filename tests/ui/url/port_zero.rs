// A port that no server has.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:0/1")]
struct JobsRedis;

fn main() {}
