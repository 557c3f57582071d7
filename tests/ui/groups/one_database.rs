// Two instances that use the same keys, written in two ways.
use redis_config::{Handle, RedisConfig, RedisConnections, Secret};

const HOST: &str = "redis.internal";

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", host = HOST, database = 1)]
struct JobsRedis {
    password: Option<Secret>,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "other", url = "redis://redis.internal/2")]
struct OtherRedis;

#[derive(Clone, RedisConfig)]
#[redis(name = "cache", url = "redis://redis.internal:6379/1")]
struct CacheRedis;

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    other: Handle<OtherRedis>,
    cache: Handle<CacheRedis>,
}

fn main() {}
