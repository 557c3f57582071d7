// A port beyond the last one.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = 65536)]
struct JobsRedis;

fn main() {}
