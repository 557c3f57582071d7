// A field that borrows for the whole program.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct SendEmail {
    to: &'static str,
}

fn main() {}
