// The same, visible to the derive.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(connect_timeout = std::time::Duration::from_secs(2), url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
