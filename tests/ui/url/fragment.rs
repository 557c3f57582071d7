// A fragment.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1#insecure")]
struct JobsRedis;

fn main() {}
