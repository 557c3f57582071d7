// A password in plain text under another name: the compiler sees through it.
use redis_config::RedisConfig;

type Token = String;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    password: Token,
}

fn main() {}
