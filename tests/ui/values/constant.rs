// A value that the macro cannot see.
use redis_config::RedisConfig;

const PORT: u16 = 6379;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = PORT)]
struct JobsRedis;

fn main() {}
