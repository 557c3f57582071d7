// A job that can be written but not read back.
use redis_config::queue::Job;

#[derive(serde::Serialize, Job)]
#[job(queue = "emails")]
struct SendEmail {
    to: String,
}

fn main() {}
