// A type that is no job, in a queue.
use redis_config::queue::Queue;
use redis_config::{Handle, RedisConfig};

#[derive(serde::Serialize, serde::Deserialize)]
struct SendEmail {
    to: String,
}

fn push<C: RedisConfig>(redis: &Handle<C>) {
    let _: Queue<C, SendEmail> = Queue::new(redis);
}

fn main() {}
