//! The definitions that the tests share.

use std::time::Duration;

use redis_config::{Handle, RedisConfig, RedisConnections, Secret};

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
pub(crate) struct JobsRedis {
    /// Where the server
    /// listens.
    ///
    /// More of it.
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: String,
    pub password: Option<Secret>,
    #[redis(default = "2s", max = "30s")]
    pub connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    pub worker_concurrency: u16,
}

/// Everything fixed at compile time.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "cache",
    url = "redis://127.0.0.1:6379/0",
    connect_timeout = "500ms",
    protocol = resp2,
    connections = 4
)]
pub(crate) struct CacheRedis;

/// Every key of a field.
#[derive(Clone, Debug, RedisConfig)]
pub(crate) struct SearchRedis {
    #[redis(default = "127.0.0.1")]
    pub host: String,
    #[redis(setting = port, env = "SEARCH_PORT", default = 6380)]
    pub tcp: u16,
    #[redis(extra, default = "info", one_of = ["info", "warn"])]
    pub r#type: String,
    #[redis(extra, default = "4s", validate = whole_seconds)]
    pub pause: Duration,
    #[redis(extra, default = "eu-1", validate = lower_case)]
    pub region: String,
    #[redis(extra, default = "a,b", validate = few)]
    pub shards: Vec<String>,
    #[redis(skip)]
    pub counter: u32,
}

/// Takes what `&String` becomes.
fn lower_case(value: &str) -> Result<(), &'static str> {
    if value.contains(char::is_uppercase) {
        Err("a region is in lower case")
    } else {
        Ok(())
    }
}

/// Takes what `&Vec<String>` becomes.
fn few(value: &[String]) -> Result<(), String> {
    match value.len() {
        ..=2 => Ok(()),
        many => Err(format!("{many} shards are too many")),
    }
}

fn whole_seconds(value: &Duration) -> Result<(), &'static str> {
    match value.subsec_nanos() {
        0 => Ok(()),
        _ => Err("a pause is a number of whole seconds"),
    }
}

/// Two instances.
#[derive(Clone, Debug, RedisConnections)]
pub(crate) struct Redis {
    pub jobs: Handle<JobsRedis>,
    pub cache: Handle<CacheRedis>,
}
