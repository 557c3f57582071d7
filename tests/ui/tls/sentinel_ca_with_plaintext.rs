// A setting of TLS for sentinels, and links without.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, nodes = ["10.0.0.1"], master = "jobs", sentinel_tls_ca = "/etc/ssl/ca.pem")]
struct JobsRedis;

fn main() {}
