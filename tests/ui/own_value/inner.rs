// A struct around a type that is no value, or may be none.
use redis_config::Value;

#[derive(Value)]
struct Waker(std::task::Waker);

#[derive(Value)]
struct Wakers(Vec<std::task::Waker>);

#[derive(Value)]
struct Around<T>(T);

#[derive(Value)]
struct AroundSome<T>(Option<T>)
where
    T: Clone;

fn main() {}
