// A duration of the standard library.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(timeout = std::time::Duration::from_secs(30))]
struct SendEmail;

fn main() {}
