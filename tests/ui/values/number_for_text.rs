// A number where text is expected.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = 7)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
