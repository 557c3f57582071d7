// A secret of another library.
use redis_config::RedisConfig;

#[derive(Clone)]
struct SecretString;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    password: SecretString,
}

fn main() {}
