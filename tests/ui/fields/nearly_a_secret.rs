// The same for a secret.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: String,
    passwrd: Option<String>,
}

fn main() {}
