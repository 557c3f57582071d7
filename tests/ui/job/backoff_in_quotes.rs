// A duration where a back-off is expected.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = "1s")]
struct SendEmail {
    to: String,
}

fn main() {}
