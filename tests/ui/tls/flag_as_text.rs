// A flag in quotes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "redis.example.com", tls = "true")]
struct JobsRedis;

fn main() {}
