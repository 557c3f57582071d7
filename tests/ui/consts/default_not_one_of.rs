// A constant that is none of the values allowed.
use redis_config::RedisConfig;

const LEVEL: &str = "loud";

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(extra, default = LEVEL, one_of = ["info", "warn"])]
    level: String,
}

fn main() {}
