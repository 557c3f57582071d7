//! The table: one row a setting, in the order of [`Setting::ALL`].

use super::Setting::{self, *};
use super::info::{Group, Kind, SettingInfo};
use crate::Topology;

/// One server: the settings that name it directly.
const SINGLE: &[Topology] = &[Topology::Standalone, Topology::Auto];
/// Several servers behind one name.
const SEVERAL: &[Topology] = &[Topology::Sentinel, Topology::Cluster, Topology::Auto];
const SENTINEL: &[Topology] = &[Topology::Sentinel, Topology::Auto];
const CLUSTER: &[Topology] = &[Topology::Cluster, Topology::Auto];

const fn row(
    setting: Setting,
    key: &'static str,
    variable: &'static str,
    kind: Kind,
    group: Group,
    example: &'static str,
    doc: &'static str,
) -> SettingInfo {
    SettingInfo::new(setting, key, variable, kind, group, example, doc)
}

#[rustfmt::skip]
pub(super) static TABLE: [SettingInfo; Setting::ALL.len()] = [
    row(Url, "url", "URL", Kind::Url, Group::Endpoint, "redis://127.0.0.1:6379/0",
        "Address of the server, with user name, password and database if wanted.")
        .conflicts(&[Host, Port, Socket, Nodes]),
    row(Host, "host", "HOST", Kind::Host, Group::Endpoint, "127.0.0.1",
        "Name or address of the server.")
        .conflicts(&[Url, Socket, Nodes])
        .topologies(SINGLE),
    row(Port, "port", "PORT", Kind::Integer, Group::Endpoint, "6379",
        "Port of the server at `host`.")
        .default("6379").bounds("1", "65535")
        .conflicts(&[Url, Socket, Nodes])
        .requires(&[Host])
        .topologies(SINGLE),
    row(Socket, "socket", "SOCKET", Kind::Path, Group::Endpoint, "/run/redis/redis.sock",
        "Absolute path of the server's Unix socket.")
        .conflicts(&[Url, Host, Port, Nodes, Master, Tls])
        .topologies(SINGLE),
    row(Nodes, "nodes", "NODES", Kind::Nodes, Group::Endpoint, "10.0.0.1:7000,10.0.0.2:7000",
        "Sentinels, or seeds of a cluster: several `host:port`, or URLs that differ in their hosts alone.")
        .conflicts(&[Url, Host, Port, Socket])
        .topologies(SEVERAL),
    row(AddressMap, "address_map", "ADDRESS_MAP", Kind::AddressMap, Group::Endpoint, "10.0.0.1:7000=127.0.0.1:17000",
        "Where to connect in place of an address that a sentinel or a node of the cluster names.")
        .topologies(SEVERAL),
    row(AllowedHosts, "allowed_hosts", "ALLOWED_HOSTS", Kind::Hosts, Group::Endpoint, "10.0.0.0/8,*.redis.internal",
        "Hosts that a sentinel or a node of the cluster may send us to, beside those that are configured; unset, every host.")
        .topologies(SEVERAL),
    row(Master, "master", "MASTER", Kind::Text, Group::Endpoint, "mymaster",
        "Name of the service that the sentinels watch.")
        .conflicts(&[Socket])
        .topologies(SENTINEL),
    row(Database, "database", "DATABASE", Kind::Integer, Group::Endpoint, "0",
        "Number of the database, selected on every connection.")
        .default("0").bounds("0", "2147483647"),
    row(NumberedDatabases, "numbered_databases", "NUMBERED_DATABASES", Kind::Flag, Group::Endpoint, "true",
        "The cluster has databases other than 0, as Valkey 9 can.")
        .default("false")
        .topologies(CLUSTER),
    row(Username, "username", "USERNAME", Kind::Text, Group::Credentials, "worker",
        "Name of the ACL user; without it, the default user.")
        .conflicts(&[Credentials])
        .requires(&[Password]),
    row(Password, "password", "PASSWORD", Kind::Secret, Group::Credentials, "PASSWORD",
        "Password of the user.")
        .conflicts(&[Credentials]),
    row(SentinelUsername, "sentinel_username", "SENTINEL_USERNAME", Kind::Text, Group::Credentials, "sentinel",
        "Name of the ACL user at the sentinels.")
        .requires(&[SentinelPassword])
        .topologies(SENTINEL),
    row(SentinelPassword, "sentinel_password", "SENTINEL_PASSWORD", Kind::Secret, Group::Credentials, "PASSWORD",
        "Password at the sentinels.")
        .topologies(SENTINEL),
    row(Credentials, "credentials", "CREDENTIALS", Kind::Function, Group::Credentials, "credentials::vault",
        "A function that gives the provider of user name and password, which is asked before each new connection.")
        .conflicts(&[Username, Password])
        .on_struct(),
    row(Tls, "tls", "TLS", Kind::Flag, Group::Tls, "true",
        "Encrypts the links to the servers, as the scheme `rediss://` does.")
        .default("false")
        .conflicts(&[Socket]),
    row(TlsCa, "tls_ca", "TLS_CA", Kind::Pem, Group::Tls, "/etc/ssl/redis-ca.pem",
        "The authorities that are trusted in place of the system's: the path of a PEM file, or PEM text.")
        .conflicts(&[DangerTlsInsecure]),
    row(TlsCert, "tls_cert", "TLS_CERT", Kind::Pem, Group::Tls, "/etc/ssl/redis-client.pem",
        "Our own certificate: the path of a PEM file, or PEM text.")
        .requires(&[TlsKey]),
    row(TlsKey, "tls_key", "TLS_KEY", Kind::Pem, Group::Tls, "/etc/ssl/redis-client.key",
        "The key of our own certificate: the path of a PEM file, or PEM text.")
        .requires(&[TlsCert]),
    row(TlsServerName, "tls_server_name", "TLS_SERVER_NAME", Kind::Host, Group::Tls, "redis.example.com",
        "Name that the server's certificate must have, if it is not that of the address.")
        ,
    row(DangerTlsInsecure, "danger_tls_insecure", "DANGER_TLS_INSECURE", Kind::Flag, Group::Tls, "false",
        "Accepts any certificate: whoever is on the path can read and change everything.")
        .default("false")
        .conflicts(&[TlsCa, SentinelTlsCa]),
    row(SentinelTls, "sentinel_tls", "SENTINEL_TLS", Kind::Flag, Group::Tls, "true",
        "Encrypts the links to the sentinels; unset, they are as those to the servers.")
        .topologies(SENTINEL),
    row(SentinelTlsCa, "sentinel_tls_ca", "SENTINEL_TLS_CA", Kind::Pem, Group::Tls, "/etc/ssl/sentinel-ca.pem",
        "As `tls_ca`, for the sentinels; unset, it is `tls_ca`.")
        .conflicts(&[DangerTlsInsecure])
        .topologies(SENTINEL),
    row(SentinelTlsCert, "sentinel_tls_cert", "SENTINEL_TLS_CERT", Kind::Pem, Group::Tls, "/etc/ssl/sentinel-client.pem",
        "As `tls_cert`, for the sentinels; unset, it is `tls_cert`.")
        .requires(&[SentinelTlsKey])
        .topologies(SENTINEL),
    row(SentinelTlsKey, "sentinel_tls_key", "SENTINEL_TLS_KEY", Kind::Pem, Group::Tls, "/etc/ssl/sentinel-client.key",
        "As `tls_key`, for the sentinels; unset, it is `tls_key`.")
        .requires(&[SentinelTlsCert])
        .topologies(SENTINEL),
    row(SentinelTlsServerName, "sentinel_tls_server_name", "SENTINEL_TLS_SERVER_NAME", Kind::Host, Group::Tls, "sentinel.example.com",
        "As `tls_server_name`, for the sentinels; unset, it is `tls_server_name`.")
        .topologies(SENTINEL),
    row(ConnectTimeout, "connect_timeout", "CONNECT_TIMEOUT", Kind::Duration, Group::Timing, "2s",
        "Deadline of one connection attempt: name, TCP, TLS, `AUTH` and `SELECT` together.")
        .default("2s").bounds("1ms", "10m"),
    row(ResponseTimeout, "response_timeout", "RESPONSE_TIMEOUT", Kind::Duration, Group::Timing, "5s",
        "How long an answer may take.")
        .default("5s").bounds("1ms", "1h"),
    row(ReconnectMinDelay, "reconnect_min_delay", "RECONNECT_MIN_DELAY", Kind::Duration, Group::Timing, "50ms",
        "First pause between two connection attempts; it grows up to `reconnect_max_delay`.")
        .default("50ms").bounds("1ms", "1m"),
    row(ReconnectMaxDelay, "reconnect_max_delay", "RECONNECT_MAX_DELAY", Kind::Duration, Group::Timing, "5s",
        "Longest pause between two connection attempts.")
        .default("5s").bounds("1ms", "1h"),
    row(Keepalive, "keepalive", "KEEPALIVE", Kind::Duration, Group::Timing, "30s",
        "A silent socket is probed after this.")
        .default("30s").bounds("1s", "2h"),
    row(MaxConnectionAge, "max_connection_age", "MAX_CONNECTION_AGE", Kind::Duration, Group::Timing, "1h",
        "A socket older than this is replaced; unset, none is.")
        .bounds("1s", "365d"),
    row(DrainTimeout, "drain_timeout", "DRAIN_TIMEOUT", Kind::Duration, Group::Timing, "10s",
        "How long a socket that is being replaced may finish its work.")
        .default("10s").bounds("1ms", "1h"),
    row(Connections, "connections", "CONNECTIONS", Kind::Integer, Group::Shape, "1",
        "Number of sockets that all commands share.")
        .default("1").bounds("1", "256").unit("sockets"),
    row(DedicatedConnections, "dedicated_connections", "DEDICATED_CONNECTIONS", Kind::Integer, Group::Shape, "64",
        "Upper bound of sockets that one user has alone, as for blocking commands.")
        .default("64").bounds("1", "10000").unit("sockets"),
    row(Protocol, "protocol", "PROTOCOL", Kind::Choice, Group::Shape, "resp3",
        "Version of the wire protocol.")
        .default("resp3").choices(crate::Protocol::KEYS),
    row(ClientName, "client_name", "CLIENT_NAME", Kind::Text, Group::Shape, "shop-api",
        "Name that `CLIENT LIST` shows for our sockets."),
    row(KeyPrefix, "key_prefix", "KEY_PREFIX", Kind::Text, Group::Shape, "shop:",
        "Prefix of the keys that this library makes."),
    row(ReadFrom, "read_from", "READ_FROM", Kind::Choice, Group::Shape, "primary",
        "Which server answers commands that only read.")
        .default("primary").choices(crate::ReadFrom::KEYS)
        .topologies(SEVERAL),
    row(Disabled, "disabled", "DISABLED", Kind::Flag, Group::Shape, "true",
        "Switches the instance off: no connection is made, and every command fails at once with an error that says so.")
        .default("false")
        .on_field(),
];
