// A port that no server has.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = 0)]
struct JobsRedis;

fn main() {}
