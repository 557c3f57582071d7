// A field whose name is nearly that of a setting.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    uri: String,
}

fn main() {}
