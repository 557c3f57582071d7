// The library adds the `_`.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS_")]
struct JobsRedis {
    url: String,
}

fn main() {}
