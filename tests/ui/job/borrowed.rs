// A job that borrows what it holds.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = "emails")]
struct SendEmail<'a> {
    to: &'a str,
}

fn main() {}
