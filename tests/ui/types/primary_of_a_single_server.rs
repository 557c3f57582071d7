// Sentinels name a primary; one server has none to be named.
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

fn wrong(jobs: &Handle<JobsRedis>) -> Option<String> {
    jobs.primary_address()
}

fn main() {}
