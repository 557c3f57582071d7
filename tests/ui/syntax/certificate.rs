// A setting as others call it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", cert = "/etc/ssl/client.pem", tls_key = "/etc/ssl/client.key")]
struct JobsRedis;

fn main() {}
