#![allow(deprecated)]
use redis_config::RedisConfig;
use redis_config::credentials::{self, StoredCredentials};

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://worker:hunter2@localhost", credentials = vault)]
struct Jobs;

fn vault(_: &Jobs) -> StoredCredentials {
    credentials::file("/run/secrets/redis")
}

fn main() {}
