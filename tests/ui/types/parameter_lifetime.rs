// A parameter that may borrow.
use redis_config::{RedisConfig, Value};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis<T: Value + Clone + Send + Sync> {
    #[redis(extra)]
    own: T,
}

fn main() {}
