// A name that is no name.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = "my jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
