// A back-off of another name.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(backoff = exponental(min = "1s", max = "10m"))]
struct SendEmail {
    to: String,
}

fn main() {}
