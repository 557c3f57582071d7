// A function that only runs in a running program.
use redis_config::RedisConfig;

fn host() -> &'static str {
    "127.0.0.1"
}

#[derive(Clone, RedisConfig)]
#[redis(host = host())]
struct JobsRedis;

fn main() {}
