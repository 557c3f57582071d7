// Handlers with the wrong number of arguments.
use redis_config::queue::{Context, Job, Worker};
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379/1")]
struct JobsRedis;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Email {
    to: String,
}

async fn nothing() {}

async fn work(jobs: &Handle<JobsRedis>) {
    let stop = std::future::pending::<()>;
    Worker::new(jobs, |_: Email| async {}).run_until(stop()).await;
    Worker::new(jobs, |_: Email, _: Context, _: u8| async {}).concurrency(2).run_until(stop()).await;
    Worker::new(jobs, nothing).run_until(stop()).await;
}

fn main() {}
