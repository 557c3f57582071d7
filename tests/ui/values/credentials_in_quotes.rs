use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials = "/run/secrets/redis")]
struct Jobs;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials)]
struct Cache;

fn main() {}
