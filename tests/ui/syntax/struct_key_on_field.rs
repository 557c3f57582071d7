// A key of the struct on a field.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(name = "jobs")]
    url: String,
}

fn main() {}
