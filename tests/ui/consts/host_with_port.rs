// A host in a constant, with its port.
use redis_config::RedisConfig;

const HOST: &str = "redis.internal:6379";

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", host = HOST)]
struct JobsRedis;

fn main() {}
