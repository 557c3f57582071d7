// A certificate without its key.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_cert = "/etc/ssl/client.pem")]
struct JobsRedis;

fn main() {}
