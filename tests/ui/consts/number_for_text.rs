// A number where text is wanted.
use redis_config::RedisConfig;

const HOST: u32 = 7;

#[derive(Clone, RedisConfig)]
#[redis(host = HOST)]
struct JobsRedis;

fn main() {}
