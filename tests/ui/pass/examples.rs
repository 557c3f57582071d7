// The definitions of the documentation, in a crate that denies every warning.
#![deny(warnings, missing_docs)]
//! The definitions of the documentation.

use std::time::Duration;

use redis_config::{Handle, RedisConfig, RedisConnections, Secret};

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
pub struct JobsRedis {
    /// Where the server is.
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: String,
    password: Option<Secret>,
    #[redis(default = "2s", max = "30s")]
    connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    worker_concurrency: u16,
}

/// Everything fixed at compile time.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", url = "redis://127.0.0.1:6379/0")]
pub struct CacheRedis;

/// Every Redis the service needs.
#[derive(Clone, Debug, RedisConnections)]
pub struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
}

fn main() {
    let _: fn(&Redis) -> (&Handle<JobsRedis>, &Handle<CacheRedis>) = |redis| (&redis.jobs, &redis.cache);
}
