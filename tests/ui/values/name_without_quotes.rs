// A name without its quotes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = jobs, url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
