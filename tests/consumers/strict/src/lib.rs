//! What the derives generate must compile here: no prelude, a renamed dependency, every warning an error.
#![no_implicit_prelude]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications
)]
#![deny(clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]

/// Redis for background jobs.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConfig)]
#[redis(name = "jobs", crate = ::instances)]
pub struct JobsRedis {
    /// Where it is.
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: ::std::string::String,
    /// Its password.
    pub password: ::std::option::Option<::instances::Secret>,
    /// How long connecting may take.
    #[redis(default = "2s", max = "30s")]
    pub connect_timeout: ::std::time::Duration,
    /// Jobs at a time.
    #[redis(extra, default = 16, min = 1, max = 512)]
    pub worker_concurrency: u16,
    /// Not loaded.
    #[redis(skip)]
    pub seen: u64,
}

/// Redis for the cache.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConfig)]
#[redis(name = "cache", url = "redis://127.0.0.1:6379/0", crate = ::instances)]
pub struct CacheRedis;

/// Both.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConnections)]
#[redis(crate = ::instances)]
pub struct Redis {
    /// Jobs.
    pub jobs: ::instances::Handle<JobsRedis>,
    /// Cache.
    pub cache: ::instances::Handle<CacheRedis>,
}
