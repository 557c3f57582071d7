// Nothing like it exists.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(bananas = 3)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
