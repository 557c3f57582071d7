// A setting written as a key of its field.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(url = "redis://127.0.0.1/1")]
    url: String,
}

fn main() {}
