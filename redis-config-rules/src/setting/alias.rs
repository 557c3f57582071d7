//! Other names of settings: those of other clients, consoles and platforms.

use super::Setting;

/// Another name of a setting.
///
/// One table serves the help for attributes, the variables of an instance and the variables that name no instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alias {
    /// The name in lower case, with `_` between words.
    pub name: &'static str,
    /// The setting that it most likely means.
    pub setting: Setting,
    /// Why a variable of this name is not read, as a clause; `None` if the name has this one meaning and lacks no unit.
    pub unclear: Option<&'static str>,
}

impl Alias {
    /// The alias with this name in lower case.
    ///
    /// ```
    /// use redis_config_rules::{Alias, Setting};
    ///
    /// let alias = Alias::of("ssl").unwrap();
    /// assert_eq!((alias.setting, alias.unclear), (Setting::Tls, None));
    /// assert!(Alias::of("pool_size").unwrap().unclear.is_some());
    /// assert_eq!(Alias::of("colour"), None);
    /// ```
    pub fn of(name: &str) -> Option<Self> {
        TABLE.iter().find_map(|&(setting, clear, unclear, why)| {
            let found = |names: &[&'static str]| names.iter().copied().find(|one| *one == name);
            let alias = |name, unclear| Self {
                name,
                setting,
                unclear,
            };
            found(clear)
                .map(|name| alias(name, None))
                .or_else(|| found(unclear).map(|name| alias(name, Some(why))))
        })
    }
}

impl Setting {
    /// The other names under which its value is read, in lower case.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert!(Setting::Password.aliases().any(|name| name == "pwd"));
    /// assert_eq!(Setting::Connections.aliases().count(), 0);
    /// ```
    pub fn aliases(self) -> impl Iterator<Item = &'static str> {
        let rows = TABLE.iter().filter(move |row| row.0 == self);
        rows.flat_map(|row| row.1.iter().copied())
    }
}

const ANOTHER: &str = "other programs give the name another meaning";
const DEADLINES: &str = "clients mean different deadlines by the name";
const NO_POOL: &str = "there is no pool: all commands share one socket";
const NEVER: &str = "no variable switches the check of certificates off";
const TWO_URLS: &str = "an instance has one URL";
const WITH_PORT: &str = "the value may be a host with its port";

/// A setting, the names with its one meaning, the names that are unclear, and why those are.
type Row = (
    Setting,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    (Setting::Url, &["uri", "dsn", "connection_string", "connection_url", "connection_uri"],
        &["tls_url", "ssl_url", "public_url", "private_url", "internal_url", "external_url"], TWO_URLS),
    (Setting::Host, &["hostname", "host_name", "ip"],
        &["addr", "address", "server", "endpoint"], WITH_PORT),
    (Setting::Port, &["port_number"], &["tls_port", "ssl_port"], "it may be one of two ports"),
    (Setting::Socket, &["unix_socket", "socket_path", "unix_socket_path"], &["unix", "path"], ANOTHER),
    (Setting::Nodes, &["seeds", "hosts", "addresses", "servers", "sentinels", "cluster_nodes", "startup_nodes"],
        &["endpoints", "cluster"], ANOTHER),
    (Setting::AllowedHosts, &["allowed_addresses", "allow_hosts"], &["allowlist"], ANOTHER),
    (Setting::Master, &["master_name", "sentinel_master", "sentinel_master_name", "master_set", "service_name"],
        &["primary"], ANOTHER),
    (Setting::Database, &["db", "db_number", "database_number", "db_index", "database_index"], &[], ""),
    (Setting::Username, &["user", "user_name", "login", "acl_user"], &[], ""),
    (Setting::Password, &["pass", "pwd", "passwd", "auth_token"], &["auth", "secret", "access_key"], ANOTHER),
    (Setting::SentinelUsername, &["sentinel_user"], &[], ""),
    (Setting::SentinelPassword, &["sentinel_pass", "sentinel_pwd"], &[], ""),
    (Setting::Tls, &["ssl", "use_tls", "use_ssl", "tls_enabled", "ssl_enabled", "enable_tls", "enable_ssl", "is_tls"],
        &["secure", "scheme", "tls_mode", "ssl_mode", "sslmode"], "its words differ between clients"),
    (Setting::TlsCa, &["ca", "ca_cert", "ssl_ca", "tls_ca_cert", "ssl_ca_certs", "ca_certificate"], &[], ""),
    (Setting::TlsCert, &["client_cert", "ssl_cert", "tls_client_cert"], &["cert", "certificate"], ANOTHER),
    (Setting::TlsKey, &["client_key", "private_key", "ssl_key", "tls_client_key"], &["key"], ANOTHER),
    (Setting::DangerTlsInsecure, &[],
        &["insecure", "tls_insecure", "skip_verify", "tls_skip_verify", "insecure_skip_verify", "tls_insecure_skip_verify"], NEVER),
    (Setting::ResponseTimeout, &["command_timeout", "request_timeout", "reply_timeout"],
        &["timeout", "read_timeout", "write_timeout", "socket_timeout", "operation_timeout"], DEADLINES),
    (Setting::ConnectTimeout, &["connection_timeout", "dial_timeout", "socket_connect_timeout"], &[], ""),
    (Setting::ReconnectMinDelay, &[], &["min_delay", "backoff", "retry_delay"], ANOTHER),
    (Setting::ReconnectMaxDelay, &[], &["max_delay", "max_backoff", "max_retry_delay"], ANOTHER),
    (Setting::Keepalive, &["keep_alive"], &["tcp_keepalive", "ping_interval"], ANOTHER),
    (Setting::MaxConnectionAge, &["max_age", "max_lifetime"], &[], ""),
    (Setting::Connections, &[],
        &["pool_size", "pool", "max_connections", "max_size", "pool_max_size", "connection_limit", "min_connections"], NO_POOL),
    (Setting::DedicatedConnections, &["max_dedicated_connections", "max_dedicated"], &[], ""),
    (Setting::Protocol, &[], &["resp", "protocol_version"], "its values are words here: `resp2`, `resp3`"),
    (Setting::KeyPrefix, &[], &["prefix", "namespace"], "only the keys that this library creates have a prefix"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_meaning_and_is_no_setting() {
        let mut all: Vec<_> = TABLE
            .iter()
            .flat_map(|row| row.1.iter().chain(row.2))
            .collect();
        let count = all.len();
        for name in &all {
            assert_eq!(Setting::from_key(name), None, "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        for row in TABLE {
            assert_eq!(row.2.is_empty(), row.3.is_empty(), "{:?}", row.0);
        }
    }

    #[test]
    fn no_name_of_insecure_tls_is_read() {
        assert_eq!(Setting::DangerTlsInsecure.aliases().count(), 0);
    }
}
