// A boxed error that cannot be sent to another thread.

use redis_config::queue::{Context, Job, Worker};
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379/1")]
struct JobsRedis;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "emails")]
struct Email {
    to: String,
}

async fn send(email: Email, _: Context) -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", email.to);
    Ok(())
}

fn worker(jobs: &Handle<JobsRedis>) {
    let _ = Worker::new(jobs, send);
}

fn main() {}
