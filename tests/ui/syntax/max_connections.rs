// The size of a pool, which this library does not have.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(max_connections = 50, url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
