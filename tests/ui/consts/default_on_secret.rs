// A secret has no default, from any source.
use redis_config::RedisConfig;

const PASSWORD: &str = "x";

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(default = PASSWORD)]
    password: redis_config::Secret,
}

fn main() {}
