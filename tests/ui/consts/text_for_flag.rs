// Text where a flag is wanted.
use redis_config::RedisConfig;

const ENCRYPT: &str = "true";

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", tls = ENCRYPT)]
struct JobsRedis;

fn main() {}
