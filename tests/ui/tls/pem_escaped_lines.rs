// PEM text whose line breaks are written out.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_ca = r"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
struct JobsRedis;

fn main() {}
