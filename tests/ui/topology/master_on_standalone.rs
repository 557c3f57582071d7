// The name of a Sentinel service, where one server is declared.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379", master = "jobs")]
struct JobsRedis;

fn main() {}
