// Parameters and where-clauses pass through; values that name a parameter have no check in an item.
#[derive(RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
pub struct Generic<T: Clone, const N: usize = 3>
where
    T: Value,
{
    #[redis(extra)]
    value: Option<T>,
    database: u32,
    #[redis(skip)]
    marker: PhantomData<[T; N]>,
}
