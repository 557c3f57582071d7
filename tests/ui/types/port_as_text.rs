// A port as text.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    host: String,
    port: String,
}

fn main() {}
