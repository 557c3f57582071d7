use redis_config::credentials::{self, StoredCredentials};
use redis_config::{RedisConfig, Secret};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost", credentials = vault)]
struct Jobs {
    password: Secret,
}

fn vault(_: &Jobs) -> StoredCredentials {
    credentials::file("/run/secrets/redis")
}

fn main() {}
