// Settings of sentinels, fixed and loaded, on a cluster.
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], master = "jobs")]
struct JobsRedis {
    sentinel_username: Option<String>,
    sentinel_password: Secret,
}

fn main() {}
