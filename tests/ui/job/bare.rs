// An attribute without content.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job]
struct SendEmail {
    to: String,
}

fn main() {}
