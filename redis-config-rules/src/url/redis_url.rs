//! A parsed URL.

use crate::{Endpoint, Protocol, Topology};

/// Longest legal URL, in bytes.
pub const MAX_LENGTH: usize = 8 * 1024;

/// Largest database number.
pub const MAX_DATABASE: u32 = i32::MAX as u32;

/// A parsed URL.
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
