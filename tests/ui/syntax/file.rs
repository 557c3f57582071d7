// A file is named by the program.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(file = "redis.toml", url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
