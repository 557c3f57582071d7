// A constant, which the derive cannot see.
use redis_config::queue::Job;

const MOST: u32 = 5;

#[derive(serde::Serialize, serde::Deserialize, Job)]
#[job(max_attempts = MOST)]
struct SendEmail;

fn main() {}
