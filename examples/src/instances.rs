//! Every Redis instance of the examples, defined once. No other file here contains an address.

use redis_config::{Handle, RedisConfig, RedisConnections, Secret, Url};

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")] // JOBS_REDIS_URL, JOBS_REDIS_PASSWORD, ...
pub struct JobsRedis {
    /// Address of the server.
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: Url,
    /// User name, unless the URL has it.
    pub username: Option<String>,
    /// Password, unless the URL has it.
    pub password: Option<Secret>,
    /// A value of the application, loaded and checked like the settings: `JOBS_REDIS_WORKER_CONCURRENCY`.
    #[redis(extra, default = 4, min = 1, max = 512)]
    pub worker_concurrency: u16,
}

/// Redis for results that can be recomputed.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", env = "CACHE_REDIS")]
pub struct CacheRedis {
    /// Address: another database of the same server, or another server.
    #[redis(default = "redis://127.0.0.1:6379/0")]
    pub url: Url,
    /// User name, unless the URL has it.
    pub username: Option<String>,
    /// Password, unless the URL has it.
    pub password: Option<Secret>,
}

/// Every Redis the service needs, in one value.
#[derive(Clone, Debug, RedisConnections)]
pub struct Redis {
    /// The job queue.
    pub jobs: Handle<JobsRedis>,
    /// The results.
    pub cache: Handle<CacheRedis>,
}
