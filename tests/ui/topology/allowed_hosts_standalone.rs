// A server alone sends nobody elsewhere.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://10.0.0.1", allowed_hosts = ["10.0.0.0/8"])]
struct JobsRedis;

fn main() {}
