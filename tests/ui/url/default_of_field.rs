// The default of a field is read as strictly.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:99999/1")]
    url: String,
}

fn main() {}
