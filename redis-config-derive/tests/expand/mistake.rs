// A mistake: empty impls, so that no second error follows.
#[derive(RedisConfig)]
#[redis(prot = 6379)]
struct Jobs<T> {
    url: String,
    #[redis(extra)]
    own: T,
}
