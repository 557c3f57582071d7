// The name of the type is no name of a queue.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Größe;

fn main() {}
