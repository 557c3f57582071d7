// Half of a back-off.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = exponential(min = "1s"))]
struct SendEmail {
    to: String,
}

fn main() {}
