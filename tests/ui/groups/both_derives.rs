// One struct is an instance or a group of them.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis;

#[derive(Clone, RedisConfig, RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
}

fn main() {}
