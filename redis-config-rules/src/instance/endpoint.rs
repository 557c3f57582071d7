//! The address of one server.

use std::fmt;

/// Default port of a Redis server.
pub const DEFAULT_PORT: u16 = 6379;

/// Default port of a sentinel.
pub const DEFAULT_SENTINEL_PORT: u16 = 26379;

/// The address of one server.
///
/// ```
/// use redis_config_rules::Endpoint;
///
/// let endpoint = Endpoint::Tcp { host: "::1".into(), port: 6379 };
/// assert_eq!(endpoint.to_string(), "[::1]:6379");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// A TCP address.
    Tcp {
        /// Host name or address, without brackets.
        host: String,
        /// Port.
        port: u16,
    },
    /// A Unix socket.
    Unix {
        /// Absolute path.
        path: String,
    },
}

/// `host:port`, `[address]:port`, or the path.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Unix { path } => f.write_str(path),
        }
    }
}
