// The same in an enum.
use redis_config::queue::Job;

#[derive(serde::Serialize, serde::Deserialize, Job)]
enum Mail {
    #[job(queue = "welcome")]
    Welcome,
}

fn main() {}
