// A number in quotes.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(max_attempts = "5")]
struct SendEmail {
    to: String,
}

fn main() {}
