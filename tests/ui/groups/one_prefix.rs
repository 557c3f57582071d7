// Two instances with one key prefix.
use redis_config::{Handle, RedisConfig, RedisConnections, Secret};

const HOST: &str = "redis.internal";

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", host = HOST, key_prefix = "shop:")]
struct JobsRedis {
    password: Option<Secret>,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "other", host = HOST, key_prefix = "other:")]
struct OtherRedis;

#[derive(Clone, RedisConfig)]
#[redis(name = "cache", url = "redis://redis.internal", key_prefix = "shop:")]
struct CacheRedis;

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    other: Handle<OtherRedis>,
    cache: Handle<CacheRedis>,
}

fn main() {}
