// A port in the host.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
