//! The settings by name.

use super::info::SettingInfo;
use super::table::TABLE;
use crate::{Shape, suggest};

/// One setting of a Redis instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    /// `url`
    Url,
    /// `host`
    Host,
    /// `port`
    Port,
    /// `socket`
    Socket,
    /// `nodes`
    Nodes,
    /// `address_map`
    AddressMap,
    /// `allowed_hosts`
    AllowedHosts,
    /// `master`
    Master,
    /// `database`
    Database,
    /// `numbered_databases`
    NumberedDatabases,
    /// `username`
    Username,
    /// `password`
    Password,
    /// `sentinel_username`
    SentinelUsername,
    /// `sentinel_password`
    SentinelPassword,
    /// `credentials`
    Credentials,
    /// `tls`
    Tls,
    /// `tls_ca`
    TlsCa,
    /// `tls_cert`
    TlsCert,
    /// `tls_key`
    TlsKey,
    /// `tls_server_name`
    TlsServerName,
    /// `danger_tls_insecure`
    DangerTlsInsecure,
    /// `sentinel_tls`
    SentinelTls,
    /// `sentinel_tls_ca`
    SentinelTlsCa,
    /// `sentinel_tls_cert`
    SentinelTlsCert,
    /// `sentinel_tls_key`
    SentinelTlsKey,
    /// `sentinel_tls_server_name`
    SentinelTlsServerName,
    /// `connect_timeout`
    ConnectTimeout,
    /// `response_timeout`
    ResponseTimeout,
    /// `reconnect_min_delay`
    ReconnectMinDelay,
    /// `reconnect_max_delay`
    ReconnectMaxDelay,
    /// `keepalive`
    Keepalive,
    /// `max_connection_age`
    MaxConnectionAge,
    /// `drain_timeout`
    DrainTimeout,
    /// `connections`
    Connections,
    /// `dedicated_connections`
    DedicatedConnections,
    /// `protocol`
    Protocol,
    /// `client_name`
    ClientName,
    /// `key_prefix`
    KeyPrefix,
    /// `read_from`
    ReadFrom,
    /// `disabled`
    Disabled,
}

impl Setting {
    /// Every setting, in the order of the table.
    pub const ALL: &'static [Self] = &[
        Self::Url,
        Self::Host,
        Self::Port,
        Self::Socket,
        Self::Nodes,
        Self::AddressMap,
        Self::AllowedHosts,
        Self::Master,
        Self::Database,
        Self::NumberedDatabases,
        Self::Username,
        Self::Password,
        Self::SentinelUsername,
        Self::SentinelPassword,
        Self::Credentials,
        Self::Tls,
        Self::TlsCa,
        Self::TlsCert,
        Self::TlsKey,
        Self::TlsServerName,
        Self::DangerTlsInsecure,
        Self::SentinelTls,
        Self::SentinelTlsCa,
        Self::SentinelTlsCert,
        Self::SentinelTlsKey,
        Self::SentinelTlsServerName,
        Self::ConnectTimeout,
        Self::ResponseTimeout,
        Self::ReconnectMinDelay,
        Self::ReconnectMaxDelay,
        Self::Keepalive,
        Self::MaxConnectionAge,
        Self::DrainTimeout,
        Self::Connections,
        Self::DedicatedConnections,
        Self::Protocol,
        Self::ClientName,
        Self::KeyPrefix,
        Self::ReadFrom,
        Self::Disabled,
    ];

    /// All that is known about it.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::ConnectTimeout.info().default, Some("2s"));
    /// ```
    pub const fn info(self) -> &'static SettingInfo {
        &TABLE[self as usize]
    }

    /// Its name as a field and as a key of an attribute: `connect_timeout`.
    pub const fn key(self) -> &'static str {
        self.info().key
    }

    /// What follows the prefix in the name of its environment variable: `CONNECT_TIMEOUT`.
    pub const fn variable(self) -> &'static str {
        self.info().variable
    }

    /// The setting of that name, exactly.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::from_key("port"), Some(Setting::Port));
    /// assert_eq!(Setting::from_key("Port"), None);
    /// ```
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|setting| setting.key() == key)
    }

    /// The setting that was most likely meant by `given`: the nearest name, or what other clients call it.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::suggest("prot"), Some(Setting::Port));
    /// assert_eq!(Setting::suggest("db"), Some(Setting::Database));
    /// assert_eq!(Setting::suggest("colour"), None);
    /// ```
    pub fn suggest(given: &str) -> Option<Self> {
        let lower = given.to_ascii_lowercase().replace('-', "_");
        let meant = match lower.as_str() {
            "db" | "db_number" | "database_number" => Self::Database,
            "user" | "user_name" | "login" => Self::Username,
            "pass" | "pwd" | "passwd" | "auth" | "secret" => Self::Password,
            "address" | "addr" | "hostname" | "server" | "ip" => Self::Host,
            "dsn" | "connection_string" => Self::Url,
            "unix" | "unix_socket" | "path" | "socket_path" => Self::Socket,
            "seeds" | "hosts" | "addresses" | "servers" | "sentinels" => Self::Nodes,
            "allowed_addresses" | "allow_hosts" | "allowlist" => Self::AllowedHosts,
            "master_name" | "service_name" | "primary" => Self::Master,
            "timeout" | "read_timeout" | "command_timeout" | "socket_timeout" => {
                Self::ResponseTimeout
            }
            "connection_timeout" | "dial_timeout" => Self::ConnectTimeout,
            "min_delay" | "backoff" | "retry_delay" => Self::ReconnectMinDelay,
            "max_delay" | "max_backoff" | "max_retry_delay" => Self::ReconnectMaxDelay,
            "keep_alive" | "tcp_keepalive" | "ping_interval" => Self::Keepalive,
            "max_age" | "max_lifetime" => Self::MaxConnectionAge,
            "pool_size" | "pool" | "max_connections" | "max_size" => Self::Connections,
            "max_dedicated_connections" | "max_dedicated" => Self::DedicatedConnections,
            "resp" | "protocol_version" => Self::Protocol,
            "prefix" | "namespace" => Self::KeyPrefix,
            "ssl" | "use_tls" | "use_ssl" => Self::Tls,
            "ca" | "ca_cert" | "ssl_ca" => Self::TlsCa,
            "cert" | "certificate" | "client_cert" => Self::TlsCert,
            "key" | "private_key" | "client_key" => Self::TlsKey,
            "insecure" | "tls_insecure" | "skip_verify" => Self::DangerTlsInsecure,
            _ => {
                let keys = Self::ALL.iter().map(|setting| setting.key());
                let near = suggest::nearest(given, keys).and_then(Self::from_key);
                return near.or_else(|| Self::suggest(bare(&lower)?));
            }
        };
        Some(meant)
    }

    /// The least and the largest number that an integer type must be able to hold, to be of use for this setting.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::Port.reach(), Some((1, 65_535)));
    /// ```
    pub const fn reach(self) -> Option<(i128, i128)> {
        match self {
            Self::Port => Some((1, 65_535)),
            // A server has 16 unless it is told otherwise; nobody has 2147483647.
            Self::Database => Some((0, 15)),
            // `u8` may do: 256 is no number that somebody needs.
            Self::Connections => Some((1, 255)),
            Self::DedicatedConnections => Some((1, 10_000)),
            _ => None,
        }
    }

    /// Whether a field of this shape can hold it.
    ///
    /// ```
    /// use redis_config_rules::{Setting, Shape};
    ///
    /// const { assert!(Setting::Password.accepts(Shape::Secret)) };
    /// assert!(!Setting::Password.accepts(Shape::Text));
    /// ```
    pub const fn accepts(self, shape: Shape) -> bool {
        self.info().kind.accepts(shape)
    }
}

/// A name without what programs put around it: `redis_url`, `connect_timeout_ms`. `None` if there is nothing of that.
fn bare(name: &str) -> Option<&str> {
    let before = ["redis_", "valkey_"];
    let after = ["_ms", "_millis", "_secs", "_sec", "_seconds"];
    let without = before.iter().find_map(|one| name.strip_prefix(one));
    without.or_else(|| after.iter().find_map(|one| name.strip_suffix(one)))
}
