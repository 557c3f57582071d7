// A prefix that would change the slot of a key.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(key_prefix = "app:{x}")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
