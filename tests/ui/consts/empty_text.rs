// A constant that is empty.
use redis_config::RedisConfig;

const HOST: &str = "";

#[derive(Clone, RedisConfig)]
#[redis(host = HOST)]
struct JobsRedis;

fn main() {}
