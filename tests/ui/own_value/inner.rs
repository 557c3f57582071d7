// A struct around a type that is no value.
use redis_config::Value;

#[derive(Value)]
struct Waker(std::task::Waker);

fn main() {}
