// A timeout that no attempt can meet.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(timeout = "0s")]
struct SendEmail {
    to: String,
}

fn main() {}
