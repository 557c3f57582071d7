// The shortest pause is the longest.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = exponential(min = "10m", max = "1s"))]
struct SendEmail {
    to: String,
}

fn main() {}
