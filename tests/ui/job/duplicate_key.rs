// One key twice.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "emails", queue = "mails")]
struct SendEmail {
    to: String,
}

fn main() {}
