// The name of the configurations in quotes.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

#[derive(RedisConnections)]
#[redis(configs = "Definitions")]
struct Redis {
    jobs: Handle<JobsRedis>,
}

fn main() {}
