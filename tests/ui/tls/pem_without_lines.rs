// PEM text whose lines were lost on the way.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_ca = "-----BEGIN CERTIFICATE----- MIIB -----END CERTIFICATE-----")]
struct JobsRedis;

fn main() {}
