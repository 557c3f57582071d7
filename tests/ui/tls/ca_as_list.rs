// Several authorities stand in one file.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_ca = ["/a.pem", "/b.pem"])]
struct JobsRedis;

fn main() {}
