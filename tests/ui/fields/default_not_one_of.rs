// A default that is not one of the legal values.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    #[redis(extra, default = "loud", one_of = ["info", "warn"])]
    level: String,
}

fn main() {}
