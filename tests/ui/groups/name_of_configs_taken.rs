// A name that the application has given away.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

struct RedisConfigs;

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
}

fn main() {}
