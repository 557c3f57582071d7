// A key with a letter too few.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(nam = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
