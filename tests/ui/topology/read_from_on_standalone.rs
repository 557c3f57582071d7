// A replica of one server.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379", read_from = replica)]
struct JobsRedis;

fn main() {}
