// A port out of range in a URL that is put together.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = concat!("redis://127.0.0.1:", 65536))]
struct JobsRedis;

fn main() {}
