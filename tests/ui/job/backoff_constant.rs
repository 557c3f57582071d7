// Another kind of value in a constant back-off.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = constant(10))]
struct SendEmail {
    to: String,
}

fn main() {}
