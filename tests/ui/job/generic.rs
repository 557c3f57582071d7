// One queue for all kinds of a job.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Send<T> {
    what: T,
}

fn main() {}
