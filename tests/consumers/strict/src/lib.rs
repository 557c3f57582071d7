//! Generated code must compile here: no prelude, a renamed dependency, every warning an error.
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

/// A single member, and a custom name for the configurations.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConnections)]
#[redis(crate = ::instances, configs = Definitions)]
pub struct One {
    /// Jobs.
    pub jobs: ::instances::Handle<JobsRedis>,
}

/// Connects to another server than the one in the environment.
///
/// # Errors
///
/// Every member that failed.
pub async fn elsewhere() -> ::std::result::Result<One, ::instances::ConnectionsError> {
    let mut definitions: Definitions = One::load()?;
    definitions.jobs.url = ::std::convert::From::from("redis://10.0.0.1:6379/1");
    definitions.connect().await
}

/// The library under a path of this crate's own.
pub mod platform {
    /// One level further down.
    pub mod r#mod {
        pub use ::instances::*;
    }
}

/// Parameters, constants and where-clauses; what holds a parameter is loaded like the rest.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConfig)]
#[redis(name = "generic", host = "redis.internal", crate = crate::platform::r#mod)]
pub struct Generic<T: ::instances::Value, U = ::std::string::String, const N: usize = 3>
where
    T: ::std::clone::Clone + ::std::marker::Send + ::std::marker::Sync + 'static,
    U: ::instances::Value
        + ::std::clone::Clone
        + ::std::marker::Send
        + ::std::marker::Sync
        + 'static,
{
    /// Loaded.
    #[redis(extra)]
    pub value: T,
    /// Loaded if it is there.
    #[redis(extra, env = "GENERIC_MAYBE")]
    pub maybe: ::std::option::Option<U>,
    /// Not loaded.
    #[redis(skip)]
    pub marker: ::std::marker::PhantomData<[u8; N]>,
}

/// Names that are words of the language.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConfig)]
#[redis(crate = ::instances, socket = "/run/redis.sock")]
pub(crate) struct r#Match {
    /// The kind of work.
    #[redis(extra, default = "info", one_of = ["debug", "info"])]
    pub(crate) r#type: ::std::string::String,
    #[redis(setting = database, default = 3, min = 1)]
    r#in: u32,
    #[redis(extra, default = "5m", validate = r#mod::r#fn)]
    r#yield: ::std::time::Duration,
}

/// Checks.
mod r#mod {
    /// Accepts whole seconds.
    pub(crate) fn r#fn(
        value: &::std::time::Duration,
    ) -> ::std::result::Result<(), &'static ::std::primitive::str> {
        match value.subsec_nanos() {
            0 => ::std::result::Result::Ok(()),
            _ => ::std::result::Result::Err("not whole seconds"),
        }
    }
}

/// Where the sessions are.
const SESSIONS: &::std::primitive::str = "redis://127.0.0.1:6379/2";
/// How long connecting may take.
const PATIENCE: &::std::primitive::str = "3s";
/// How many sockets.
const SOCKETS: u16 = 1;
/// Whether.
const VERBOSE: bool = false;
/// A type under another name.
pub type Count = u16;

/// Types are checked in generated code, which lints attribute to the author of the struct.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConfig)]
#[redis(crate = ::instances, url = SESSIONS, connect_timeout = PATIENCE, credentials = vault)]
pub struct SessionsRedis {
    /// Sockets.
    #[redis(default = SOCKETS + 1)]
    pub connections: Count,
    /// Whether.
    #[redis(extra, default = VERBOSE)]
    pub verbose: bool,
    /// Another program's address.
    #[redis(extra, default = SESSIONS)]
    pub mirror: ::std::string::String,
    /// Under another name.
    #[redis(extra, default = 3, max = 9)]
    pub count: Count,
}

/// The credentials.
fn vault(_: &SessionsRedis) -> ::instances::credentials::StoredCredentials {
    ::instances::credentials::file("/run/secrets/sessions")
}

/// Fields that are there or not, attributes too.
#[derive(::std::clone::Clone, ::std::fmt::Debug, ::instances::RedisConfig)]
#[cfg_attr(all(), redis(crate = ::instances))]
pub struct SometimesRedis {
    /// Where it is.
    pub url: ::std::string::String,
    /// Jobs at a time.
    #[cfg(not(feature = "fewer"))]
    #[cfg_attr(all(), redis(extra, default = 16))]
    pub concurrency: u16,
    /// Never there.
    #[cfg(any())]
    pub removed: NoSuchType,
}

/// One mail.
#[derive(::std::fmt::Debug, ::serde::Serialize, ::serde::Deserialize, ::instances::queue::Job)]
#[job(crate = ::instances, queue = "emails", max_attempts = 5, timeout = "30s")]
pub struct SendEmail {
    /// For whom.
    pub to: ::std::string::String,
}

/// Private items must be reachable from the generated code and its callers.
///
/// # Errors
///
/// Everything that is missing.
pub fn load() -> ::std::result::Result<(Generic<u16>, ::std::time::Duration), ::instances::Invalid>
{
    let of = r#Match::load()?;
    ::std::result::Result::Ok((Generic::load()?, of.r#yield * of.r#in))
}
