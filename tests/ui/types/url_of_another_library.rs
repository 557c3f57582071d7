// The `Url` of another library.
use redis_config::RedisConfig;

#[derive(Clone)]
struct Url;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: Url,
}

fn main() {}
