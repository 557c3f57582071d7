// Handlers that return something else. The methods of the worker are no second error.
use redis_config::queue::{Context, Job, Worker};
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379/1")]
struct JobsRedis;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Email {
    to: String,
}

async fn number(_: Email, _: Context) -> u8 {
    0
}

async fn result(_: Email, _: Context) -> Result<u8, String> {
    Ok(0)
}

async fn option(_: Email, _: Context) -> Option<()> {
    None
}

async fn work(jobs: &Handle<JobsRedis>) {
    let stop = std::future::pending::<()>;
    Worker::new(jobs, number).run_until(stop()).await;
    Worker::new(jobs, result).concurrency(2).run_until(stop()).await;
    Worker::new(jobs, option).max_attempts(2).run_until(stop()).await;
}

fn main() {}
