// Longer than any URL may be.
use redis_config::RedisConfig;

const LONG: &str = match std::str::from_utf8(&[b'a'; 8193]) {
    Ok(text) => text,
    Err(_) => "",
};

#[derive(Clone, RedisConfig)]
#[redis(url = LONG)]
struct JobsRedis;

fn main() {}
