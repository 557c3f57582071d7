// A variable is the twin of another.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379")]
    url: String,
    #[redis(extra)]
    queue_file: String,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "cache")]
struct CacheRedis {
    #[redis(env = "JOBS_REDIS_QUEUE")]
    url: String,
}

#[derive(Clone, RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
}

fn main() {}
