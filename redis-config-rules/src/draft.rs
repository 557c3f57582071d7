//! A whole definition, checked at once: what holds between several settings.

use std::time::Duration;

use crate::{Problem, Setting};

/// How an instance is built up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Topology {
    /// One server.
    #[default]
    Standalone,
    /// A primary that sentinels name.
    Sentinel,
    /// A cluster of shards.
    Cluster,
    /// What the server reports.
    Auto,
}

/// What is known of one setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// The value, as text.
    Text(&'a str),
    /// It is set, but only the running program knows to what. Only the derive says this.
    Later,
}

/// Settings of one instance, before they are checked.
#[derive(Clone, Debug, Default)]
pub struct Draft<'a> {
    /// The declared topology.
    pub topology: Topology,
    /// What is set, in the order in which it was written.
    pub entries: Vec<(Setting, Known<'a>)>,
}

/// One problem of a draft, and the setting to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The setting whose value is wrong; of two that disagree, the later one.
    pub setting: Setting,
    /// The earlier setting that it disagrees with.
    pub with: Option<Setting>,
    /// What is wrong.
    pub problem: Problem,
}

/// Where one server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Over TCP.
    Tcp {
        /// Host name or address, without brackets.
        host: String,
        /// Port.
        port: u16,
    },
    /// Over a socket of the file system.
    Unix {
        /// Absolute path.
        path: String,
    },
}

/// Version of the wire protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// RESP2.
    Resp2,
    /// RESP3.
    #[default]
    Resp3,
}

/// The normal form: every setting decided, defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Deadline of one connection attempt: TCP, TLS, AUTH and SELECT together.
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

impl Draft<'_> {
    /// Checks everything that is known and says all that is wrong.
    ///
    /// # Errors
    ///
    /// Every problem found, never only the first.
    pub fn check(&self) -> Result<Normal, Vec<Found>> {
        todo!()
    }
}
