// A duration that nothing can hold.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(connect_timeout = "99999999999999999999999d", url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
