// An attribute of another name, which the compiler does not know: nothing else is lacking.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis_config(url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
