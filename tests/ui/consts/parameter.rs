// A number that only a parameter of the struct knows.
use redis_config::RedisConfig;

trait Site: Clone + Send + Sync + 'static {
    const PORT: u16;
}

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = S::PORT)]
struct JobsRedis<S: Site> {
    #[redis(skip)]
    site: std::marker::PhantomData<S>,
}

fn main() {}
