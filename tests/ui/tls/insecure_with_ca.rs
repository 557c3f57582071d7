// Authorities that nothing would ask.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_ca = "/etc/ssl/ca.pem", danger_tls_insecure = true)]
struct JobsRedis;

fn main() {}
