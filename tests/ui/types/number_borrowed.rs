// A borrowed number.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1")]
struct JobsRedis {
    port: &'static u16,
}

fn main() {}
