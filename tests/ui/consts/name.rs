// The name of an instance must be seen by the macro.
use redis_config::RedisConfig;

const NAME: &str = "jobs";

#[derive(Clone, RedisConfig)]
#[redis(name = NAME, url = "redis://127.0.0.1")]
struct JobsRedis;

fn main() {}
