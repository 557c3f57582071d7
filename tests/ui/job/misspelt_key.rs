// A misspelt key.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queu = "emails")]
struct SendEmail;

fn main() {}
