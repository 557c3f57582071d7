// A setting of TLS beside a host, and TLS is not on.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "redis.example.com", tls_ca = "/etc/ssl/ca.pem")]
struct JobsRedis;

fn main() {}
