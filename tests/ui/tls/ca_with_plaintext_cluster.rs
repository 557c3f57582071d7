// A setting of TLS, and a cluster without.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, url = "redis+cluster://a:7000", tls_ca = "/etc/ssl/ca.pem")]
struct JobsRedis;

fn main() {}
