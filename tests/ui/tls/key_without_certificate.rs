// A key without its certificate.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_key = "/etc/ssl/client.key")]
struct JobsRedis;

fn main() {}
