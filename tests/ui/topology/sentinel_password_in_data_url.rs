// What is for sentinels, in the URL of a server.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379?sentinel_password=x")]
struct JobsRedis;

fn main() {}
