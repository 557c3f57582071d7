// A brace in the name of a queue.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "{emails}")]
struct SendEmail {
    to: String,
}

fn main() {}
