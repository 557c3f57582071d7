// A back-off without its pauses.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = exponential)]
struct SendEmail {
    to: String,
}

fn main() {}
