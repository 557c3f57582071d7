// A field that could be set, but never rightly.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    master: Option<String>,
}

fn main() {}
