// The name of a queue without its quotes.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(queue = emails)]
struct SendEmail;

fn main() {}
