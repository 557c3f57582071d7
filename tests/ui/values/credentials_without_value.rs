// The function is lacking.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials)]
struct Jobs;

fn main() {}
