use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials = VAULT)]
struct Jobs;

const VAULT: &str = "/run/secrets/redis";

fn main() {}
