// A variable is the twin of another.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(env = "QUEUE_FILE")]
    url: String,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "cache")]
struct CacheRedis {
    #[redis(env = "QUEUE")]
    url: String,
}

#[derive(Clone, RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
}

fn main() {}
