use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials = vault)]
struct Jobs;

fn vault(_: &Jobs) -> Secret {
    Secret::new("hunter2")
}

fn main() {}
