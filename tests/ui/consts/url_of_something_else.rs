// The URL of something else in a constant.
use redis_config::RedisConfig;

const URL: &str = "https://redis.example.com";

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = URL)]
struct JobsRedis;

fn main() {}
