//! The settings table: one row per setting, in the order of [`Setting::ALL`].
//!
//! The texts become the documentation: `redis-config-derive/docs/settings.md` is generated from this table.

use super::Setting::{self, *};
use super::info::{Group, Kind, SettingInfo};
use crate::Topology;

/// Settings that name a single server.
const SINGLE: &[Topology] = &[Topology::Standalone, Topology::Auto];
/// Settings of instances with several servers.
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
        "Address of the server, optionally with user name, password and database.")
        .conflicts(&[Host, Port, Socket, Nodes]),
    row(Host, "host", "HOST", Kind::Host, Group::Endpoint, "127.0.0.1",
        "Host name or IP address of the server.")
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
        "Sentinels or cluster seeds: a list of `host:port`, or of URLs that differ only in the host.")
        .conflicts(&[Url, Host, Port, Socket])
        .topologies(SEVERAL),
    row(AddressMap, "address_map", "ADDRESS_MAP", Kind::AddressMap, Group::Endpoint, "10.0.0.1:7000=127.0.0.1:17000",
        "Addresses to connect to instead of those that sentinels or cluster nodes report.")
        .topologies(SEVERAL),
    row(AllowedHosts, "allowed_hosts", "ALLOWED_HOSTS", Kind::Hosts, Group::Endpoint, "10.0.0.0/8,*.redis.internal",
        "Hosts that connections may go to when sentinels or cluster nodes report them, in addition to the configured ones; by default every host.")
        .topologies(SEVERAL),
    row(Master, "master", "MASTER", Kind::Text, Group::Endpoint, "mymaster",
        "Name of the service that the sentinels monitor.")
        .conflicts(&[Socket])
        .topologies(SENTINEL),
    row(Database, "database", "DATABASE", Kind::Integer, Group::Endpoint, "0",
        "Database number, selected on every connection.")
        .default("0").bounds("0", "2147483647"),
    row(NumberedDatabases, "numbered_databases", "NUMBERED_DATABASES", Kind::Flag, Group::Endpoint, "true",
        "Allows a `database` other than 0 in a cluster, for servers that support it, such as Valkey 9.")
        .default("false")
        .topologies(CLUSTER),
    row(Username, "username", "USERNAME", Kind::Text, Group::Credentials, "worker",
        "Name of the ACL user; by default the server's `default` user.")
        .conflicts(&[Credentials])
        .requires(&[Password]),
    row(Password, "password", "PASSWORD", Kind::Secret, Group::Credentials, "PASSWORD",
        "Password of the ACL user.")
        .conflicts(&[Credentials]),
    row(SentinelUsername, "sentinel_username", "SENTINEL_USERNAME", Kind::Text, Group::Credentials, "sentinel",
        "Name of the ACL user for the sentinels.")
        .requires(&[SentinelPassword])
        .topologies(SENTINEL),
    row(SentinelPassword, "sentinel_password", "SENTINEL_PASSWORD", Kind::Secret, Group::Credentials, "PASSWORD",
        "Password for the sentinels.")
        .topologies(SENTINEL),
    row(Credentials, "credentials", "CREDENTIALS", Kind::Function, Group::Credentials, "credentials::vault",
        "Function that returns the provider of user name and password; the provider is called before each new connection.")
        .conflicts(&[Username, Password])
        .on_struct(),
    row(Tls, "tls", "TLS", Kind::Flag, Group::Tls, "true",
        "Encrypts the connections to the servers, like the scheme `rediss://`.")
        .default("false")
        .conflicts(&[Socket]),
    row(TlsCa, "tls_ca", "TLS_CA", Kind::Pem, Group::Tls, "/etc/ssl/redis-ca.pem",
        "Certificate authorities to trust instead of the system's, as the path of a PEM file or as PEM text.")
        .conflicts(&[DangerTlsInsecure]),
    row(TlsCert, "tls_cert", "TLS_CERT", Kind::Pem, Group::Tls, "/etc/ssl/redis-client.pem",
        "Client certificate, as the path of a PEM file or as PEM text.")
        .requires(&[TlsKey]),
    row(TlsKey, "tls_key", "TLS_KEY", Kind::Pem, Group::Tls, "/etc/ssl/redis-client.key",
        "Key of the client certificate, as the path of a PEM file or as PEM text.")
        .requires(&[TlsCert]),
    row(TlsServerName, "tls_server_name", "TLS_SERVER_NAME", Kind::Host, Group::Tls, "redis.example.com",
        "Name that the server's certificate must have; by default the host of the address."),
    row(DangerTlsInsecure, "danger_tls_insecure", "DANGER_TLS_INSECURE", Kind::Flag, Group::Tls, "false",
        "Accepts any certificate, so that an attacker on the network can read and change all traffic.")
        .default("false")
        .conflicts(&[TlsCa, SentinelTlsCa]),
    row(SentinelTls, "sentinel_tls", "SENTINEL_TLS", Kind::Flag, Group::Tls, "true",
        "Encrypts the connections to the sentinels; by default as for the servers.")
        .topologies(SENTINEL),
    row(SentinelTlsCa, "sentinel_tls_ca", "SENTINEL_TLS_CA", Kind::Pem, Group::Tls, "/etc/ssl/sentinel-ca.pem",
        "Like `tls_ca`, for the sentinels; by default the value of `tls_ca`.")
        .conflicts(&[DangerTlsInsecure])
        .topologies(SENTINEL),
    row(SentinelTlsCert, "sentinel_tls_cert", "SENTINEL_TLS_CERT", Kind::Pem, Group::Tls, "/etc/ssl/sentinel-client.pem",
        "Like `tls_cert`, for the sentinels; by default the value of `tls_cert`.")
        .requires(&[SentinelTlsKey])
        .topologies(SENTINEL),
    row(SentinelTlsKey, "sentinel_tls_key", "SENTINEL_TLS_KEY", Kind::Pem, Group::Tls, "/etc/ssl/sentinel-client.key",
        "Like `tls_key`, for the sentinels; by default the value of `tls_key`.")
        .requires(&[SentinelTlsCert])
        .topologies(SENTINEL),
    row(SentinelTlsServerName, "sentinel_tls_server_name", "SENTINEL_TLS_SERVER_NAME", Kind::Host, Group::Tls, "sentinel.example.com",
        "Like `tls_server_name`, for the sentinels; by default the value of `tls_server_name`.")
        .topologies(SENTINEL),
    row(ConnectTimeout, "connect_timeout", "CONNECT_TIMEOUT", Kind::Duration, Group::Timing, "2s",
        "Deadline of one connection attempt, from name resolution through TCP, TLS and `AUTH` to `SELECT`.")
        .default("2s").bounds("1ms", "10m"),
    row(ResponseTimeout, "response_timeout", "RESPONSE_TIMEOUT", Kind::Duration, Group::Timing, "5s",
        "Longest time to wait for a reply.")
        .default("5s").bounds("1ms", "1h"),
    row(ReconnectMinDelay, "reconnect_min_delay", "RECONNECT_MIN_DELAY", Kind::Duration, Group::Timing, "50ms",
        "Scale of the first reconnect delays, which are random between 1/16 and 1/4 of it and grow with the length of the outage up to `reconnect_max_delay`.")
        .default("50ms").bounds("1ms", "1m"),
    row(ReconnectMaxDelay, "reconnect_max_delay", "RECONNECT_MAX_DELAY", Kind::Duration, Group::Timing, "5s",
        "Longest delay between two connection attempts.")
        .default("5s").bounds("1ms", "1h"),
    row(Keepalive, "keepalive", "KEEPALIVE", Kind::Duration, Group::Timing, "30s",
        "Time without traffic after which a connection is probed.")
        .default("30s").bounds("1s", "2h"),
    row(MaxConnectionAge, "max_connection_age", "MAX_CONNECTION_AGE", Kind::Duration, Group::Timing, "1h",
        "Age at which a connection is replaced; by default never.")
        .bounds("1s", "365d"),
    row(DrainTimeout, "drain_timeout", "DRAIN_TIMEOUT", Kind::Duration, Group::Timing, "10s",
        "Time that a connection gets to finish its commands before it is replaced.")
        .default("10s").bounds("1ms", "1h"),
    row(Connections, "connections", "CONNECTIONS", Kind::Integer, Group::Shape, "1",
        "Number of shared sockets, which multiplex the commands of all callers.")
        .default("1").bounds("1", "256").unit("sockets"),
    row(DedicatedConnections, "dedicated_connections", "DEDICATED_CONNECTIONS", Kind::Integer, Group::Shape, "64",
        "Largest number of dedicated sockets, each used by one caller at a time, such as for blocking commands.")
        .default("64").bounds("1", "10000").unit("sockets"),
    row(Protocol, "protocol", "PROTOCOL", Kind::Choice, Group::Shape, "resp3",
        "Version of the wire protocol.")
        .default("resp3").choices(crate::Protocol::KEYS),
    row(ClientName, "client_name", "CLIENT_NAME", Kind::Text, Group::Shape, "shop-api",
        "Name of the connections in `CLIENT LIST`."),
    row(KeyPrefix, "key_prefix", "KEY_PREFIX", Kind::Text, Group::Shape, "shop:",
        "Prefix of the keys that this library creates."),
    row(ReadFrom, "read_from", "READ_FROM", Kind::Choice, Group::Shape, "primary",
        "Server that read-only commands go to.")
        .default("primary").choices(crate::ReadFrom::KEYS)
        .topologies(SEVERAL),
    row(Disabled, "disabled", "DISABLED", Kind::Flag, Group::Shape, "true",
        "Disables the instance: it opens no connection, and every command fails immediately with an error that names the reason.")
        .default("false")
        .on_field(),
];
