// A type that is no job.
use redis_config::queue::Queue;
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis;

struct SendEmail;

fn wrong(jobs: &Handle<JobsRedis>) {
    let _: Queue<JobsRedis, SendEmail> = Queue::new(jobs);
}

fn main() {}
