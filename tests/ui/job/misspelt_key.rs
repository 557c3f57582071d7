// A typo, and a key that stands for nothing.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queu = "emails", priority = 3)]
struct SendEmail {
    to: String,
}

fn main() {}
