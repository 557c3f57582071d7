// A port where a name is wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com", tls_server_name = "redis.example.com:6380")]
struct JobsRedis;

fn main() {}
