// A queue without a name.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "")]
struct SendEmail {
    to: String,
}

fn main() {}
