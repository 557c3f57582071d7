// A placeholder for the reader.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://<your-host>:6379")]
struct JobsRedis;

fn main() {}
