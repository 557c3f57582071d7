// A private key in the source.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_cert = "/etc/ssl/client.pem", tls_key = "-----BEGIN PRIVATE KEY-----\nMIIEvg\n-----END PRIVATE KEY-----\n")]
struct JobsRedis;

fn main() {}
