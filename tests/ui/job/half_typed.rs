// The code while someone types.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = , ti, backoff = exponential(min = ))]
struct SendEmail {
    to: String,
}

fn main() {}
