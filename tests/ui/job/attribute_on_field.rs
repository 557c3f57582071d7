// The attribute is above the type.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct SendEmail {
    #[job(max_attempts = 5)]
    to: String,
}

fn main() {}
