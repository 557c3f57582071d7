// A user name without a password.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1", username = "app")]
struct JobsRedis;

fn main() {}
