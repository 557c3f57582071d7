//! The settings table.

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
    /// `master`
    Master,
    /// `database`
    Database,
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
}

/// What kind of value a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Redis URL.
    Url,
    /// A host name or address.
    Host,
    /// A whole number.
    Integer,
    /// A path of the file system.
    Path,
    /// Several `host:port`, with commas between them.
    Nodes,
    /// Text.
    Text,
    /// Text that is never shown.
    Secret,
    /// `true` or `false`.
    Flag,
    /// A duration with its unit.
    Duration,
    /// One of a few words.
    Choice,
}

/// What the type of a field can hold, as `redis_config::Value::SHAPE` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// Text that is never shown: `Secret`.
    Secret,
    /// Whole numbers.
    Integer,
    /// Numbers with a fraction.
    Float,
    /// `true` and `false`.
    Flag,
    /// A duration.
    Duration,
    /// A path.
    Path,
    /// Several texts.
    List,
    /// A socket address.
    Address,
}
