// Handlers of a type that is no job. The methods of the worker and of the queue are no second error.
use redis_config::queue::Queue;
use redis_config::queue::{Context, Job, Worker};
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379/1")]
struct JobsRedis;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Email {
    to: String,
}

struct Plain;

async fn plain(_: Plain, _: Context) {}

async fn text(_: String, _: Context) {}

async fn work(jobs: &Handle<JobsRedis>) {
    let stop = std::future::pending::<()>;
    Worker::new(jobs, plain).run_until(stop()).await;
    Worker::new(jobs, text).concurrency(2).run_until(stop()).await;
    let queue: Queue<JobsRedis, Plain> = Queue::new(jobs);
    queue.clone().allow_eviction().push(&Plain).await;
}

fn main() {}
