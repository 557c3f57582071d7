// Handlers that are no async functions.
use redis_config::queue::{Context, Job, Worker};
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379/1")]
struct JobsRedis;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Email {
    to: String,
}

fn unit(_: Email, _: Context) {}

fn result(_: Email, _: Context) -> Result<(), String> {
    Ok(())
}

async fn work(jobs: &Handle<JobsRedis>) {
    let stop = std::future::pending::<()>;
    Worker::new(jobs, unit).run_until(stop()).await;
    Worker::new(jobs, result).concurrency(2).run_until(stop()).await;
    Worker::new(jobs, 5).run_until(stop()).await;
}

fn main() {}
