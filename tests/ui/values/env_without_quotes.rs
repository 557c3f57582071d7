// A prefix without its quotes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(env = JOBS_REDIS)]
struct JobsRedis {
    url: String,
}

fn main() {}
