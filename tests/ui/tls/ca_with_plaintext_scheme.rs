// A setting of TLS, and a scheme without.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://redis.example.com", tls_ca = "/etc/ssl/ca.pem")]
struct JobsRedis;

fn main() {}
