// Loading a type without the derive.
use redis_config::Sources;

#[derive(Clone)]
struct JobsRedis {
    url: String,
}

fn wrong() -> JobsRedis {
    Sources::standard().load().unwrap()
}

fn main() {}
