// A variant of an enum where a word is wanted.
use redis_config::RedisConfig;

#[allow(dead_code)]
enum Protocol {
    Resp3,
}

#[derive(Clone, RedisConfig)]
#[redis(protocol = Protocol::Resp3, url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
