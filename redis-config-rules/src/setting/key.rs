//! The names of the settings.

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
}
