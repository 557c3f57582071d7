// A field that nobody can ever set: the URL is fixed.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    host: Option<String>,
}

fn main() {}
