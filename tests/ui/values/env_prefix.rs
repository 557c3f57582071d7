// A prefix that no variable can have.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(env = "jobs-redis")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
