// A percent escape that is none.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://:a%zz@127.0.0.1/1")]
struct JobsRedis;

fn main() {}
