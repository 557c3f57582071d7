// A field with a typo.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    uri: String,
    passwrd: Option<String>,
}

fn main() {}
