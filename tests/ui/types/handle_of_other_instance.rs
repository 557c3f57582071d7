// The cache's handle where the jobs' handle is wanted.
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/2")]
struct CacheRedis;

fn enqueue(_: &Handle<JobsRedis>) {}

fn wrong(cache: &Handle<CacheRedis>) {
    enqueue(cache);
}

fn main() {}
