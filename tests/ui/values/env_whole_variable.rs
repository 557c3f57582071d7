// A whole variable where the prefix is wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(env = "REDIS_URL")]
struct JobsRedis {
    url: String,
}

fn main() {}
