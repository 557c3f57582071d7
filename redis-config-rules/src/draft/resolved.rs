//! The result of a successful check.

use std::fmt;

use super::options::Options;
use crate::{Endpoint, Topology};

/// The settings of an instance, with defaults filled in.
///
/// `Debug` shows neither user names nor passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedSettings {
    /// The declared topology; for `auto`, the topology that the URL's scheme or `master` implies.
    pub topology: Topology,
    /// The server, the sentinels, or the cluster seeds. Exactly one for a standalone instance.
    pub endpoints: Vec<Endpoint>,
    /// Name of the service that the sentinels monitor.
    pub master: Option<String>,
    /// Database number.
    pub database: u32,
    /// All other settings that are not secret.
    pub options: Options,
    /// Credentials and TLS. Separate, so that a caller can take them and wrap them in types that wipe their memory.
    pub secrets: ResolvedSecrets,
}

/// Credentials and TLS of an instance.
///
/// `Debug` shows neither user names nor passwords.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ResolvedSecrets {
    /// User name.
    pub username: Option<String>,
    /// Password.
    pub password: Option<String>,
    /// User name for the sentinels.
    pub sentinel_username: Option<String>,
    /// Password for the sentinels.
    pub sentinel_password: Option<String>,
    /// TLS of the connections to the servers.
    pub tls: Option<Tls>,
    /// TLS of the connections to the sentinels.
    pub sentinel_tls: Option<Tls>,
}

/// TLS of a connection. The texts are paths of PEM files, or PEM text.
///
/// `Debug` shows none of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// Certificate authorities to trust instead of the system's.
    pub ca: Option<String>,
    /// The client certificate. Never without the key.
    pub certificate: Option<String>,
    /// The key of the client certificate.
    pub key: Option<String>,
    /// Name that the server's certificate must have.
    pub server_name: Option<String>,
    /// Whether any certificate is accepted.
    pub insecure: bool,
}

impl ResolvedSettings {
    /// The address without secrets, for messages: `redis://***@127.0.0.1:6379/1`,
    /// `redis+sentinel://s1:26379,s2:26379/0?master=mymaster`, `rediss+cluster://a:7000,b:7000`.
    pub fn address(&self) -> String {
        let database = self.database;
        let endpoints: Vec<String> = self.endpoints.iter().map(Endpoint::to_string).collect();
        let endpoints = endpoints.join(",");
        if let Some(Endpoint::Unix { .. }) = self.endpoints.first() {
            return format!("unix://{endpoints}?db={database}");
        }
        let tls = self.secrets.tls.is_some();
        let s = if tls { "s" } else { "" };
        let password = self.secrets.password.is_some();
        let user_info = if password { "***@" } else { "" };
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

impl fmt::Debug for ResolvedSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResolvedSecrets")
            .field("tls", &self.tls)
            .field("sentinel_tls", &self.sentinel_tls)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("server_name", &self.server_name)
            .field("insecure", &self.insecure)
            .finish_non_exhaustive()
    }
}
