//! Every Redis that the examples use, defined once. No other file here holds an address.

use redis_config::{Handle, RedisConfig, RedisConnections, Secret};

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")] // JOBS_REDIS_URL, JOBS_REDIS_PASSWORD, ...
pub struct JobsRedis {
    /// Where it is.
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: String,
    /// Its user, if it has one that the URL does not hold.
    pub username: Option<String>,
    /// Its password, if it has one that the URL does not hold.
    pub password: Option<Secret>,
    /// The application's own value, loaded and checked like the rest: JOBS_REDIS_WORKER_CONCURRENCY.
    #[redis(extra, default = 4, min = 1, max = 512)]
    pub worker_concurrency: u16,
}

/// Redis for results that can be computed again.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", env = "CACHE_REDIS")]
pub struct CacheRedis {
    /// Where it is: another database of the same server, or another server.
    #[redis(default = "redis://127.0.0.1:6379/0")]
    pub url: String,
    /// Its user, if it has one that the URL does not hold.
    pub username: Option<String>,
    /// Its password, if it has one that the URL does not hold.
    pub password: Option<Secret>,
}

/// Every Redis the service needs, in one value.
#[derive(Clone, Debug, RedisConnections)]
pub struct Redis {
    /// Queue.
    pub jobs: Handle<JobsRedis>,
    /// Results.
    pub cache: Handle<CacheRedis>,
}
