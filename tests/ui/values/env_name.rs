// A name that no variable can have.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(env = "1 URL")]
    url: String,
}

fn main() {}
