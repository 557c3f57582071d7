// A constant that is a duration without its unit.
use redis_config::RedisConfig;

const TIMEOUT: &str = "30";

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1", connect_timeout = TIMEOUT)]
struct JobsRedis;

fn main() {}
