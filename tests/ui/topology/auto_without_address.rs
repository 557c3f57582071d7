// Nothing to ask.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = auto)]
struct JobsRedis;

fn main() {}
