// The name of the queue without its key.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job("emails")]
struct SendEmail {
    to: String,
}

fn main() {}
