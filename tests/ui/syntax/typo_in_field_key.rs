// A field's key with a letter too many.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(defaullt = "redis://127.0.0.1/1")]
    url: String,
}

fn main() {}
