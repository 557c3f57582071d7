// The name of a variable, under the key of an instance.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(name = "REDIS_URL")]
    url: String,
}

fn main() {}
