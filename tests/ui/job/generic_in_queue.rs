// A generic job, and a queue of it.
use redis_config::queue::{Job, Queue};
use redis_config::{Handle, RedisConfig};

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Send<T> {
    to: T,
}

fn queue<C: RedisConfig>(redis: &Handle<C>) {
    let _: Queue<C, Send<String>> = Queue::new(redis);
}

fn main() {}
