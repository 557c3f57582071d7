// A unit that is none.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(connect_timeout = "2weeks", url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
