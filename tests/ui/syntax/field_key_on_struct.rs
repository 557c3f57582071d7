// A key of a field on the struct.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(default = "redis://127.0.0.1/1")]
struct JobsRedis {
    url: String,
}

fn main() {}
