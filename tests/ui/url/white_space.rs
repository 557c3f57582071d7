// White space, which other clients strip in silence.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1 /1")]
struct JobsRedis;

fn main() {}
