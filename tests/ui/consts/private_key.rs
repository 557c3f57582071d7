// A private key that is compiled in.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_cert = "/etc/ssl/client.pem", tls_key = concat!("-----BEGIN PRIVATE KEY-----\n", "MIIEvg"))]
struct JobsRedis;

fn main() {}
