// Text where a number is wanted.
use redis_config::RedisConfig;

const PORT: &str = "6379";

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = PORT)]
struct JobsRedis;

fn main() {}
