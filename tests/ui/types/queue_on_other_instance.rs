// The jobs' queue on the handle of the cache.
use redis_config::queue::{Job, Queue};
use redis_config::{Handle, RedisConfig};
use serde::{Deserialize, Serialize};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/2")]
struct CacheRedis;

#[derive(Serialize, Deserialize)]
struct SendEmail;

impl Job for SendEmail {
    const QUEUE: &'static str = "emails";
}

fn wrong(cache: &Handle<CacheRedis>) {
    let _: Queue<JobsRedis, SendEmail> = Queue::new(cache);
}

fn main() {}
