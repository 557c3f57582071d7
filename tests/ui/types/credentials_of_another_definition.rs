use redis_config::RedisConfig;
use redis_config::credentials::{self, StoredCredentials};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://localhost/1", credentials = vault)]
struct Jobs;

#[derive(Clone, RedisConfig)]
#[redis(name = "cache", url = "redis://localhost/2", credentials = vault)]
struct Cache;

fn vault(_: &Jobs) -> StoredCredentials {
    credentials::file("/run/secrets/redis")
}

fn main() {}
