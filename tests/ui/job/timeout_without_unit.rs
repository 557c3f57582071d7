// A duration that is a bare number.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(timeout = 30)]
struct SendEmail {
    to: String,
}

fn main() {}
