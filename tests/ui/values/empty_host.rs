// An empty host.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "")]
struct JobsRedis;

fn main() {}
