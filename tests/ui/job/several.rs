// Every mistake is reported, once each, and none of another place follows.
use redis_config::queue::{Context, Job, Queue, Worker};
use redis_config::{Handle, RedisConfig};

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(
    queue = "e mails",
    max_attempts = 256,
    timeout = "30",
    backoff = exponential(min = "1 s", max = "500d")
)]
struct SendEmail {
    to: String,
}

fn work<C: RedisConfig>(redis: &Handle<C>) {
    let _queue: Queue<C, SendEmail> = Queue::new(redis);
    let _worker = Worker::new(redis, |_: SendEmail, _: Context| async {});
}

fn main() {}
