// Two instances that would both be read from `REDIS_URL`.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", fallback)]
struct JobsRedis {
    url: String,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "cache", fallback)]
struct CacheRedis {
    url: String,
}

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
}

fn main() {}
