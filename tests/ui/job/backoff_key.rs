// A misspelt key in a back-off.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = exponential(mix = "1s", max = "10m"))]
struct SendEmail {
    to: String,
}

fn main() {}
