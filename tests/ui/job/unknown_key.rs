// A key that other libraries have.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "emails", max_retries = 5)]
struct SendEmail {
    to: String,
}

fn main() {}
