// TLS of sentinels, which a cluster has not.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, url = "rediss+cluster://a:7000", sentinel_tls = true)]
struct JobsRedis;

fn main() {}
