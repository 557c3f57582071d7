// A user name without a password: the secret after it is not repeated.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://admin@127.0.0.1/1")]
struct JobsRedis;

fn main() {}
