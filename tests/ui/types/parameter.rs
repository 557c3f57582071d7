// A parameter without the bounds of a field: one error for each type that needs them.
use redis_config::{RedisConfig, Value};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct Unbounded<T> {
    #[redis(extra)]
    own: T,
    #[redis(extra)]
    other: T,
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/2")]
struct ValueOnly<T: Value> {
    #[redis(extra)]
    own: T,
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/3")]
struct Inside<T>
where
    T: Send + Sync + 'static,
{
    #[redis(extra)]
    own: Option<Vec<T>>,
}

#[derive(RedisConfig)]
#[redis(url = "redis://127.0.0.1/4")]
struct NotCloned<T: Value + Clone + Send + Sync + 'static> {
    #[redis(extra)]
    own: T,
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/5")]
struct Array<const N: usize> {
    #[redis(extra)]
    own: [u8; N],
}

fn uses() {
    let _ = Unbounded::<u8>::load();
}

fn main() {}
