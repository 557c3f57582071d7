// A type that holds no path.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com")]
struct JobsRedis {
    tls_ca: u16,
}

fn main() {}
