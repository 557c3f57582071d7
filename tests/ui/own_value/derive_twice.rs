// The derives are written twice.
use redis_config::Value;
use redis_config::queue::Job;

#[derive(Value, Value)]
struct Port(u16);

#[derive(Value, Value)]
enum Format {
    Text,
    Json,
}

#[derive(serde::Serialize, serde::Deserialize, Job, Job)]
struct Email {
    to: String,
}

fn main() {}
