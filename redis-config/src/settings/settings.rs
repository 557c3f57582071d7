//! One instance, every setting decided.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis_config_rules::Topology;
use redis_config_rules::allowed_hosts::AllowedHost;
use redis_config_rules::{Endpoint, Protocol, ReadFrom, ResolvedSettings};

use super::tls::Tls;
use crate::credentials::credential_state::Login;
use crate::credentials::provider::{Credentials, CredentialsProvider};
use crate::secret::secret::Secret;

/// One instance, every setting decided and checked. Cheap to clone; `Debug` never shows a secret.
///
/// Made by `settings()` of a definition. It is all that connecting needs, so it also serves to build a
/// client of your own.
///
/// ```
/// # use redis_config::{RedisConfig, Settings};
/// # fn show<C: RedisConfig>(config: &C) -> Result<(), redis_config::Invalid> {
/// let settings: Settings = config.settings()?;
/// println!("{} at {}", settings.name(), settings.address()); // jobs at redis://***@127.0.0.1:6379/1
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Settings(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) name: &'static str,
    pub(crate) topology: Topology,
    /// Never empty.
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) endpoint: Endpoint,
    pub(crate) master: Option<String>,
    pub(crate) address_map: Vec<(Endpoint, Endpoint)>,
    pub(crate) allowed_hosts: Vec<AllowedHost>,
    pub(crate) address: String,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) login: Login,
    pub(crate) sentinel_login: Login,
    pub(crate) sentinel_username: Option<String>,
    pub(crate) sentinel_password: Option<Secret>,
    pub(crate) database: u32,
    pub(crate) tls: Option<Tls>,
    pub(crate) sentinel_tls: Option<Tls>,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_timeout: Duration,
    pub(crate) reconnect_min_delay: Duration,
    pub(crate) reconnect_max_delay: Duration,
    pub(crate) keepalive: Duration,
    pub(crate) max_connection_age: Option<Duration>,
    pub(crate) drain_timeout: Duration,
    pub(crate) connections: u16,
    pub(crate) dedicated_connections: u16,
    pub(crate) protocol: Protocol,
    pub(crate) client_name: Option<String>,
    pub(crate) key_prefix: Option<String>,
    pub(crate) read_from: ReadFrom,
    pub(crate) disabled: bool,
}

impl Settings {
    /// `None` if the normal form names no server, which the rules do not let through.
    pub(crate) fn new(name: &'static str, mut normal: ResolvedSettings) -> Option<Self> {
        let address = normal.address();
        // First of all, so that what is secret is wiped on every way out.
        let password = normal.password.take().map(Secret::new);
        let credentials = password.clone().map(|password| Credentials {
            username: normal.username.clone(),
            password,
        });
        let sentinel_password = normal.sentinel_password.take().map(Secret::new);
        let at_sentinels = sentinel_password.clone().map(|password| Credentials {
            username: normal.sentinel_username.clone(),
            password,
        });
        let tls = normal.tls.take().map(Tls::new);
        let sentinel_tls = normal.sentinel_tls.take().map(Tls::new);
        let endpoint = normal.endpoints.first()?.clone();
        Some(Self(Arc::new(Inner {
            name,
            topology: normal.topology,
            endpoints: normal.endpoints,
            endpoint,
            master: normal.master,
            address_map: normal.address_map,
            allowed_hosts: normal.allowed_hosts,
            address,
            username: normal.username,
            password,
            login: Login::fixed(credentials),
            sentinel_login: Login::fixed(at_sentinels),
            sentinel_username: normal.sentinel_username,
            sentinel_password,
            database: normal.database,
            tls,
            sentinel_tls,
            connect_timeout: normal.connect_timeout,
            response_timeout: normal.response_timeout,
            reconnect_min_delay: normal.reconnect_min_delay,
            reconnect_max_delay: normal.reconnect_max_delay,
            keepalive: normal.keepalive,
            max_connection_age: normal.max_connection_age,
            drain_timeout: normal.drain_timeout,
            connections: normal.connections,
            dedicated_connections: normal.dedicated_connections,
            protocol: normal.protocol,
            client_name: normal.client_name,
            key_prefix: normal.key_prefix,
            read_from: normal.read_from,
            disabled: normal.disabled,
        })))
    }

    /// The same settings, signed in by a provider. Only for settings that were not cloned yet.
    pub(crate) fn signed_in_by(mut self, provider: Arc<dyn CredentialsProvider>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.login = Login::provided(provider);
        }
        self
    }

    /// The same settings, signed in at the sentinels by a provider. Only for settings that were not cloned yet.
    pub(crate) fn signed_in_at_sentinels_by(
        mut self,
        provider: Arc<dyn CredentialsProvider>,
    ) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.sentinel_login = Login::provided(provider);
        }
        self
    }

    /// Who signs in at the servers that hold the data.
    pub(crate) fn login(&self) -> &Login {
        &self.0.login
    }

    /// Who signs in at the sentinels.
    pub(crate) fn sentinel_login(&self) -> &Login {
        &self.0.sentinel_login
    }

    /// Name of the instance.
    pub fn name(&self) -> &str {
        self.0.name
    }

    /// The declared topology. Default: standalone.
    ///
    /// What is declared `auto` is what its URL says, `redis+sentinel://` or `redis+cluster://`, and stays `Auto` with any
    /// other address: then the server's own answer decides when it is first reached.
    pub fn topology(&self) -> Topology {
        self.0.topology
    }

    /// Where the server listens; the first of [`endpoints`](Self::endpoints).
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    /// The server; or the sentinels; or seeds of the cluster. Never empty.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.0.endpoints
    }

    /// Name of the service that the sentinels watch.
    pub fn master(&self) -> Option<&str> {
        self.0.master.as_deref()
    }

    /// Where to connect (second) in place of an address that a sentinel or a node of the cluster names (first).
    pub fn address_map(&self) -> &[(Endpoint, Endpoint)] {
        &self.0.address_map
    }

    /// Hosts that a sentinel or a node of the cluster may send us to. Empty, the default: every host.
    ///
    /// What is configured is allowed in any case: [`endpoints`](Self::endpoints), and what
    /// [`address_map`](Self::address_map) leads to.
    pub fn allowed_hosts(&self) -> &[AllowedHost] {
        &self.0.allowed_hosts
    }

    /// Whether a connection may go there: it is configured, or `allowed_hosts` says so.
    pub(crate) fn allows(&self, endpoint: &Endpoint) -> bool {
        let host = match endpoint {
            _ if self.0.allowed_hosts.is_empty() => return true,
            Endpoint::Tcp { host, .. } => host,
            Endpoint::Unix { .. } => return self.0.endpoints.contains(endpoint),
        };
        let mapped = self.0.address_map.iter().map(|(_, to)| to);
        self.0
            .endpoints
            .iter()
            .chain(mapped)
            .any(|one| one == endpoint)
            || self.0.allowed_hosts.iter().any(|one| one.allows(host))
    }

    /// The address without any secret, as it stands in messages.
    ///
    /// `redis://***@127.0.0.1:6379/1`, or `redis://127.0.0.1:6379/1` if there are no credentials;
    /// `unix:///run/redis.sock?db=1` for a socket; `redis+sentinel://s1:26379,s2:26379/0?master=mymaster`,
    /// `redis+cluster://a:7000,b:7000`; with `rediss` if the link is encrypted.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// What is asked for user name and password before each new connection: the provider that the definition names, or
    /// the file or the variable that the password was loaded from. `None` if they are fixed.
    pub fn credentials(&self) -> Option<&Arc<dyn CredentialsProvider>> {
        self.0.login.provider()
    }

    /// User name. None: the server's `default` user, or what [`credentials`](Self::credentials) names.
    pub fn username(&self) -> Option<&str> {
        self.0.username.as_deref()
    }

    /// Password; with [`credentials`](Self::credentials), the one that was loaded first.
    pub fn password(&self) -> Option<&Secret> {
        self.0.password.as_ref()
    }

    /// User name at the sentinels. None: their `default` user.
    pub fn sentinel_username(&self) -> Option<&str> {
        self.0.sentinel_username.as_deref()
    }

    /// Password at the sentinels. Default: none, whatever the servers want.
    pub fn sentinel_password(&self) -> Option<&Secret> {
        self.0.sentinel_password.as_ref()
    }

    /// How the links to the servers are encrypted. None: they are not.
    pub fn tls(&self) -> Option<&Tls> {
        self.0.tls.as_ref()
    }

    /// How the links to the sentinels are encrypted. None: they are not. What the definition does not say of them is
    /// as it is for the servers.
    pub fn sentinel_tls(&self) -> Option<&Tls> {
        self.0.sentinel_tls.as_ref()
    }

    /// Database number. Default: 0.
    pub fn database(&self) -> u32 {
        self.0.database
    }

    /// Deadline of one connection attempt: name resolution, TCP, AUTH and SELECT together. Default: 2 s.
    pub fn connect_timeout(&self) -> Duration {
        self.0.connect_timeout
    }

    /// How long an answer may take. Default: 5 s.
    pub fn response_timeout(&self) -> Duration {
        self.0.response_timeout
    }

    /// First pause between connection attempts. Default: 50 ms.
    pub fn reconnect_min_delay(&self) -> Duration {
        self.0.reconnect_min_delay
    }

    /// Longest pause between connection attempts. Default: 5 s.
    pub fn reconnect_max_delay(&self) -> Duration {
        self.0.reconnect_max_delay
    }

    /// A socket that has been silent for this long is probed. Default: 30 s.
    pub fn keepalive(&self) -> Duration {
        self.0.keepalive
    }

    /// A socket older than this is replaced. Default: never.
    pub fn max_connection_age(&self) -> Option<Duration> {
        self.0.max_connection_age
    }

    /// How long old sockets may finish their work. Default: 10 s.
    pub fn drain_timeout(&self) -> Duration {
        self.0.drain_timeout
    }

    /// Number of shared sockets. Default: 1.
    pub fn connections(&self) -> u16 {
        self.0.connections
    }

    /// Upper bound of dedicated sockets. Default: 64.
    pub fn dedicated_connections(&self) -> u16 {
        self.0.dedicated_connections
    }

    /// Version of the wire protocol. Default: RESP3.
    pub fn protocol(&self) -> Protocol {
        self.0.protocol
    }

    /// Name that the server shows for our sockets.
    pub fn client_name(&self) -> Option<&str> {
        self.0.client_name.as_deref()
    }

    /// Prefix of the keys that this library makes.
    pub fn key_prefix(&self) -> Option<&str> {
        self.0.key_prefix.as_deref()
    }

    /// Which server answers commands that only read. Default: the primary.
    pub fn read_from(&self) -> ReadFrom {
        self.0.read_from
    }

    /// Whether the instance is switched off: a handle to it connects nowhere, and every command fails at once.
    /// Default: no.
    pub fn disabled(&self) -> bool {
        self.0.disabled
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("name", &self.0.name)
            .field("address", &self.0.address)
            .field("username", &self.0.username.as_ref().map(|_| "[redacted]"))
            .field("password", &self.0.password)
            .field("topology", &self.0.topology)
            .field(
                "sentinel_username",
                &self.0.sentinel_username.as_ref().map(|_| "[redacted]"),
            )
            .field("sentinel_password", &self.0.sentinel_password)
            .field("tls", &self.0.tls)
            .field("sentinel_tls", &self.0.sentinel_tls)
            .field("connect_timeout", &self.0.connect_timeout)
            .field("response_timeout", &self.0.response_timeout)
            .field("reconnect_min_delay", &self.0.reconnect_min_delay)
            .field("reconnect_max_delay", &self.0.reconnect_max_delay)
            .field("keepalive", &self.0.keepalive)
            .field("max_connection_age", &self.0.max_connection_age)
            .field("drain_timeout", &self.0.drain_timeout)
            .field("connections", &self.0.connections)
            .field("dedicated_connections", &self.0.dedicated_connections)
            .field("protocol", &self.0.protocol)
            .field("client_name", &self.0.client_name)
            .field("key_prefix", &self.0.key_prefix)
            .field("read_from", &self.0.read_from)
            .field("address_map", &self.0.address_map)
            .field("allowed_hosts", &self.0.allowed_hosts)
            .field("disabled", &self.0.disabled)
            .finish()
    }
}
