// Slots are a cluster's.
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

fn wrong(jobs: &Handle<JobsRedis>) -> u16 {
    jobs.slot_of("key")
}

fn main() {}
