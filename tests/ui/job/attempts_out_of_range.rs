// No attempt at all.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(max_attempts = 0)]
struct SendEmail {
    to: String,
}

fn main() {}
