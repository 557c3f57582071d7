// One key twice, in two attributes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
#[redis(name = "tasks", url = "redis://127.0.0.1/1")]
struct JobsRedis;

fn main() {}
