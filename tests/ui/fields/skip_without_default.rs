// A field that is skipped, of a type without `Default`.
use redis_config::RedisConfig;

#[derive(Clone)]
struct NoDefault;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(skip)]
    count: NoDefault,
}

fn main() {}
