// A variable of the compiler that holds no number.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = env!("CARGO_PKG_NAME"))]
struct JobsRedis;

fn main() {}
