// Which prefix?
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(prefix = "JOBS", url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
