// A borrowed text that may stay unset.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    client_name: Option<&'static str>,
}

fn main() {}
