//! The normal form.

use std::fmt;
use std::time::Duration;

use crate::{Endpoint, Protocol, Topology};

/// The normal form: every setting decided, defaults filled in.
///
/// `Debug` shows neither user name nor password.
#[derive(Clone, PartialEq, Eq)]
pub struct Normal {
    /// The declared topology.
    pub topology: Topology,
    /// Where the servers are; exactly one for a standalone instance.
    pub endpoints: Vec<Endpoint>,
    /// User name.
    pub username: Option<String>,
    /// Password.
    pub password: Option<String>,
    /// Database number.
    pub database: u32,
    /// Deadline of one connection attempt: name, TCP, TLS, AUTH and SELECT together.
    pub connect_timeout: Duration,
    /// How long an answer may take.
    pub response_timeout: Duration,
    /// First pause between connection attempts.
    pub reconnect_min_delay: Duration,
    /// Longest pause between connection attempts.
    pub reconnect_max_delay: Duration,
    /// A silent socket is probed after this.
    pub keepalive: Duration,
    /// A socket older than this is replaced.
    pub max_connection_age: Option<Duration>,
    /// How long old sockets may finish their work.
    pub drain_timeout: Duration,
    /// Number of shared sockets.
    pub connections: u16,
    /// Upper bound of dedicated sockets.
    pub dedicated_connections: u16,
    /// Version of the wire protocol.
    pub protocol: Protocol,
    /// Name that the server shows for our sockets.
    pub client_name: Option<String>,
    /// Prefix of the keys that this library makes.
    pub key_prefix: Option<String>,
}

impl Normal {
    /// The address as it stands in messages, without any secret: `redis://***@127.0.0.1:6379/1`.
    pub fn address(&self) -> String {
        let user_info = if self.password.is_some() { "***@" } else { "" };
        let database = self.database;
        let endpoints: Vec<String> = self.endpoints.iter().map(Endpoint::to_string).collect();
        let endpoints = endpoints.join(",");
        match self.endpoints.first() {
            Some(Endpoint::Unix { .. }) => format!("unix://{endpoints}?db={database}"),
            _ => format!("redis://{user_info}{endpoints}/{database}"),
        }
    }
}

impl fmt::Debug for Normal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Normal")
            .field("topology", &self.topology)
            .field("address", &self.address())
            .field("username", &self.username.as_ref().map(|_| "[redacted]"))
            .field("password", &self.password.as_ref().map(|_| "[redacted]"))
            .field("connect_timeout", &self.connect_timeout)
            .field("response_timeout", &self.response_timeout)
            .field("reconnect_min_delay", &self.reconnect_min_delay)
            .field("reconnect_max_delay", &self.reconnect_max_delay)
            .field("keepalive", &self.keepalive)
            .field("max_connection_age", &self.max_connection_age)
            .field("drain_timeout", &self.drain_timeout)
            .field("connections", &self.connections)
            .field("dedicated_connections", &self.dedicated_connections)
            .field("protocol", &self.protocol)
            .field("client_name", &self.client_name)
            .field("key_prefix", &self.key_prefix)
            .finish()
    }
}
