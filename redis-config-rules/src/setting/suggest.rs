//! "Did you mean ...?" for the names of settings.

use super::Setting;
use crate::suggest;

impl Setting {
    /// The setting that `given` most likely means: the name in other clients, or the nearest name.
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
}

/// The name without a common prefix or suffix, as in `redis_url` and `connect_timeout_ms`. `None` if it has neither.
fn bare(name: &str) -> Option<&str> {
    let before = ["redis_", "valkey_"];
    let after = ["_ms", "_millis", "_secs", "_sec", "_seconds"];
    let without = before.iter().find_map(|one| name.strip_prefix(one));
    without.or_else(|| after.iter().find_map(|one| name.strip_suffix(one)))
}
