// TLS on, and a scheme that says no.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://redis.example.com", tls = true)]
struct JobsRedis;

fn main() {}
