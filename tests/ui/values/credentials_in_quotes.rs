// The path of a file where a function is wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials = "/run/secrets/redis")]
struct Jobs;

fn main() {}
