// A constant beyond the bounds of its setting.
use redis_config::RedisConfig;

const PORT: u32 = 65_536;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = PORT)]
struct JobsRedis;

fn main() {}
