// A space in the host.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "redis internal")]
struct JobsRedis;

fn main() {}
