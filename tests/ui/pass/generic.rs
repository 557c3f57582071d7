// Parameters, where-clauses and constants pass through.
#![deny(warnings)]

use redis_config::{RedisConfig, Value};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "generic", url = "redis://127.0.0.1/0")]
struct Generic<T, const N: usize = 3>
where
    T: Value + Clone + Send + Sync + 'static,
{
    #[redis(extra)]
    value: T,
    #[redis(extra)]
    maybe: Option<T>,
    #[redis(skip)]
    marker: std::marker::PhantomData<[u8; N]>,
}

fn main() {
    // A definition inside a function is as good as any.
    #[derive(Clone, Debug, RedisConfig)]
    #[redis(url = "redis://127.0.0.1/0")]
    struct Inner;

    assert_eq!(Inner::NAME, "inner");
    assert_eq!(<Generic<u16> as RedisConfig>::FIELDS.len(), 2);
    let built = Generic::<u16> { value: 1, maybe: None, marker: std::marker::PhantomData };
    let _ = (built.value, built.maybe, built.marker);
}
