// A password that is not kept out of logs, perhaps unset.
use redis_config::RedisConfig;

type Token = String;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    password: Option<Token>,
}

fn main() {}
