// A key that a job does not have.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "emails", priority = 3)]
struct SendEmail;

fn main() {}
