// A path of the library that depends on where it is used.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(crate = redis_config)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
