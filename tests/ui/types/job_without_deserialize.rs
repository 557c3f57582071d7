// A job that can be written but not read back.
use redis_config::queue::Job;
use serde::Serialize;

#[derive(Serialize)]
struct SendEmail {
    to: String,
}

impl Job for SendEmail {
    const QUEUE: &'static str = "emails";
}

fn main() {}
