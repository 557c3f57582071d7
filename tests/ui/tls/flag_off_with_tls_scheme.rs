// TLS off, and a scheme that says yes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls = false)]
struct JobsRedis;

fn main() {}
