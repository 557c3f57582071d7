// Two fields on one variable.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, env = "JOBS_REDIS_URL")]
    address: String,
}

fn main() {}
