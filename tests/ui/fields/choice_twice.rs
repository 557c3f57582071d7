// A choice that is there twice.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, one_of = ["a", "b", "a"])]
    region: String,
}

fn main() {}
