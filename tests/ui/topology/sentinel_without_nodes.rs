// What sentinels watch, but no sentinels.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, master = "jobs")]
struct JobsRedis;

fn main() {}
