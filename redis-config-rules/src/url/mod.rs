//! The strict URL dialect.
//!
//! ```text
//! redis|rediss|valkey|valkeys://[[user]:password@]host[:port][/database][?protocol=resp2|resp3]
//! redis[s]+sentinel://[[user]:password@]h1[:p],h2[:p]/[database]?master=NAME[&sentinel_username=..&sentinel_password=..][&protocol=..]
//! redis[s]+cluster://[[user]:password@]h1[:p],h2[:p][?protocol=..]
//! unix:///path[?db=..&user=..&pass=..&protocol=..]
//! ```
//!
//! Also read: `valkey[s]+sentinel` and `valkey[s]+cluster`, `-sentinel` and `-cluster` for `+sentinel` and
//! `+cluster`, `redis+tls` and `valkey+tls` for `rediss`, `redis+unix` and `valkey+unix` for `unix`.
//!
//! Whatever other clients accept in silence and read in several ways is refused, each with what to write
//! instead. No message ever holds user info, nor text that may be misplaced user info.

mod address;
mod host;
mod parse;
mod password;
mod percent;
#[path = "path.rs"]
mod place;
mod query;
mod redact;
#[cfg(test)]
#[path = "tests_refused.rs"]
mod refusals;
mod scheme;
#[cfg(test)]
mod tests;
mod user_info;

use std::fmt;

use crate::{Endpoint, Problem, Protocol, Topology};

pub(crate) use address::endpoint;
pub use host::check as host;
pub use password::holds_password;
pub(crate) use place::socket_path;
pub use redact::redact;
pub use scheme::{Family, SCHEMES, Scheme};

/// Longest legal URL, in bytes.
pub const MAX_LENGTH: usize = 8 * 1024;

/// Largest database number.
pub const MAX_DATABASE: u32 = i32::MAX as u32;

/// A URL, read.
///
/// `Debug` shows no password and no user name.
///
/// ```
/// use redis_config_rules::url::RedisUrl;
///
/// let url = RedisUrl::parse("redis://worker:s%40fe@[::1]:7000/2?protocol=resp3")?;
/// assert_eq!(url.endpoints[0].to_string(), "[::1]:7000");
/// assert_eq!(url.username.as_deref(), Some("worker"));
/// assert_eq!(url.password.as_deref(), Some("s@fe"));
/// assert_eq!(url.database, Some(2));
/// assert_eq!(url.redacted(), "redis://***@[::1]:7000/2?protocol=resp3");
/// # Ok::<(), redis_config_rules::Problem>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl {
    /// The scheme as written, in lower case.
    pub scheme: &'static str,
    /// The topology that the scheme names.
    pub topology: Topology,
    /// Whether the scheme asks for TLS.
    pub tls: bool,
    /// The servers (or sentinels) in the order of the URL; exactly one for a standalone instance.
    pub endpoints: Vec<Endpoint>,
    /// User name, decoded. Never without a password.
    pub username: Option<String>,
    /// Password, decoded.
    pub password: Option<String>,
    /// Database number, if given.
    pub database: Option<u32>,
    /// Version of the wire protocol, if given.
    pub protocol: Option<Protocol>,
    /// Name of the Sentinel service.
    pub master: Option<String>,
    /// User name for the sentinels. Never without a password.
    pub sentinel_username: Option<String>,
    /// Password for the sentinels.
    pub sentinel_password: Option<String>,
}

impl RedisUrl {
    /// Reads a URL of any topology.
    ///
    /// # Errors
    ///
    /// The first refusal. It never holds user info.
    ///
    /// ```
    /// use redis_config_rules::Code;
    /// use redis_config_rules::url::RedisUrl;
    ///
    /// assert!(RedisUrl::parse("redis://127.0.0.1:6379/1").is_ok());
    /// let problem = RedisUrl::parse("redis://127.0.0.1:6379?db=1").unwrap_err();
    /// assert_eq!(problem.code, Code::URL_DATABASE_PARAMETER);
    /// ```
    pub fn parse(text: &str) -> Result<Self, Problem> {
        parse::parse(text)
    }

    /// The URL as it may be shown: user info and passwords replaced by `***`, the port always written.
    ///
    /// ```
    /// use redis_config_rules::url::RedisUrl;
    ///
    /// let url = RedisUrl::parse("redis://:hunter2@prod/1")?;
    /// assert_eq!(url.redacted(), "redis://***@prod:6379/1");
    /// # Ok::<(), redis_config_rules::Problem>(())
    /// ```
    pub fn redacted(&self) -> String {
        redact::redacted(self)
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisUrl").field(&self.redacted()).finish()
    }
}
