//! The normal form.

use std::fmt;
use std::time::Duration;

use crate::allowed_hosts::AllowedHost;
use crate::{Endpoint, Protocol, ReadFrom, Topology};

/// The normal form: every setting decided, defaults filled in.
///
/// `Debug` shows neither user name nor password.
#[derive(Clone, PartialEq, Eq)]
pub struct ResolvedSettings {
    /// The declared topology; what is declared `auto` is what a URL of sentinels or of a cluster says.
    pub topology: Topology,
    /// The server; or the sentinels; or seeds of the cluster. Exactly one for a standalone instance.
    pub endpoints: Vec<Endpoint>,
    /// Name of the service that the sentinels watch.
    pub master: Option<String>,
    /// Where to connect in place of an address that a sentinel or a node names.
    pub address_map: Vec<(Endpoint, Endpoint)>,
    /// Where a sentinel or a node may send us, beside what is configured; empty: everywhere.
    pub allowed_hosts: Vec<AllowedHost>,
    /// User name.
    pub username: Option<String>,
    /// Password.
    pub password: Option<String>,
    /// User name at the sentinels.
    pub sentinel_username: Option<String>,
    /// Password at the sentinels.
    pub sentinel_password: Option<String>,
    /// Database number.
    pub database: u32,
    /// How the links to the servers are encrypted.
    pub tls: Option<Tls>,
    /// How the links to the sentinels are encrypted.
    pub sentinel_tls: Option<Tls>,
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
    /// Which server answers commands that only read.
    pub read_from: ReadFrom,
    /// Whether the instance is switched off.
    pub disabled: bool,
}

impl ResolvedSettings {
    /// The address as it stands in messages, without any secret: `redis://***@127.0.0.1:6379/1`,
    /// `redis+sentinel://s1:26379,s2:26379/0?master=mymaster`, `rediss+cluster://a:7000,b:7000`.
    pub fn address(&self) -> String {
        let database = self.database;
        let endpoints: Vec<String> = self.endpoints.iter().map(Endpoint::to_string).collect();
        let endpoints = endpoints.join(",");
        if let Some(Endpoint::Unix { .. }) = self.endpoints.first() {
            return format!("unix://{endpoints}?db={database}");
        }
        let s = if self.tls.is_some() { "s" } else { "" };
        let user_info = if self.password.is_some() { "***@" } else { "" };
        match (self.topology, &self.master) {
            (Topology::Sentinel, Some(master)) => {
                format!("redis{s}+sentinel://{user_info}{endpoints}/{database}?master={master}")
            }
            (Topology::Cluster, _) if database == 0 => {
                format!("redis{s}+cluster://{user_info}{endpoints}")
            }
            (Topology::Cluster, _) => {
                format!("redis{s}+cluster://{user_info}{endpoints}/{database}")
            }
            _ => format!("redis{s}://{user_info}{endpoints}/{database}"),
        }
    }
}

impl fmt::Debug for ResolvedSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResolvedSettings")
            .field("topology", &self.topology)
            .field("address", &self.address())
            .field("username", &self.username.as_ref().map(|_| "[redacted]"))
            .field("password", &self.password.as_ref().map(|_| "[redacted]"))
            .field(
                "sentinel_username",
                &self.sentinel_username.as_ref().map(|_| "[redacted]"),
            )
            .field(
                "sentinel_password",
                &self.sentinel_password.as_ref().map(|_| "[redacted]"),
            )
            .field("tls", &self.tls)
            .field("sentinel_tls", &self.sentinel_tls)
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
            .field("read_from", &self.read_from)
            .field("address_map", &self.address_map)
            .field("allowed_hosts", &self.allowed_hosts)
            .field("disabled", &self.disabled)
            .finish()
    }
}

/// How a link is encrypted. The texts are paths of PEM files, or PEM text.
///
/// `Debug` shows none of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// Authorities that are trusted in place of the system's.
    pub ca: Option<String>,
    /// Our own certificate; never without the key.
    pub certificate: Option<String>,
    /// The key of our own certificate.
    pub key: Option<String>,
    /// Name that the server's certificate must have.
    pub server_name: Option<String>,
    /// Accepts any certificate.
    pub insecure: bool,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("ca", &self.ca.is_some())
            .field("certificate", &self.certificate.is_some())
            .field("key", &self.key.is_some())
            .field("server_name", &self.server_name)
            .field("insecure", &self.insecure)
            .finish()
    }
}
