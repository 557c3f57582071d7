// A value of the application's own, which sounds like a setting.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    namespace: String,
}

fn main() {}
