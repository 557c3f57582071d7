//! The settings of one instance.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis_config_rules::allowed_hosts::AllowedHost;
use redis_config_rules::{Endpoint, Protocol, ReadFrom, ResolvedSettings, Setting, Topology};

use super::tls::Tls;
use crate::check::origin::Origin;
use crate::credentials::credential_state::CredentialState;
use crate::credentials::provider::{Credentials, CredentialsProvider};
use crate::secret::secret::Secret;

/// The checked settings of one instance, with defaults filled in. Cheap to clone; `Debug` shows no secret.
///
/// Returned by `settings()` of a definition. They contain everything that a connection needs, so they can also be used to
/// build a client of another library.
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
pub struct Settings(Arc<Inner>);

struct Inner {
    name: &'static str,
    address: String,
    /// The first of `resolved.endpoints`.
    endpoint: Endpoint,
    /// Its secrets were moved to the fields below.
    resolved: ResolvedSettings,
    credentials: Option<Credentials>,
    sentinel_credentials: Option<Credentials>,
    tls: Option<Tls>,
    sentinel_tls: Option<Tls>,
    origins: Vec<(Setting, Option<Origin>)>,
    credential_state: CredentialState,
    sentinel_credential_state: CredentialState,
}

impl Settings {
    /// `None` if there is no endpoint, which the rules exclude.
    pub(crate) fn new(name: &'static str, mut resolved: ResolvedSettings) -> Option<Self> {
        let address = resolved.address();
        // Before any return, so that the memory of all secrets is wiped.
        let secrets = std::mem::take(&mut resolved.secrets);
        let credentials = credentials_of(secrets.username, secrets.password);
        let sentinel_credentials =
            credentials_of(secrets.sentinel_username, secrets.sentinel_password);
        let tls = secrets.tls.map(Tls::new);
        let sentinel_tls = secrets.sentinel_tls.map(Tls::new);
        Some(Self(Arc::new(Inner {
            name,
            address,
            endpoint: resolved.endpoints.first()?.clone(),
            resolved,
            credential_state: CredentialState::fixed(credentials.clone()),
            sentinel_credential_state: CredentialState::fixed(sentinel_credentials.clone()),
            credentials,
            sentinel_credentials,
            tls,
            sentinel_tls,
            origins: Vec::new(),
        })))
    }

    /// Keeps the origins of the values for messages. Only before the settings are cloned.
    pub(crate) fn with_origins(mut self, origins: Vec<(Setting, Option<Origin>)>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.origins = origins;
        }
        self
    }

    /// Whether the definition has a value for a setting, apart from the parts of a URL.
    pub(crate) fn gives(&self, setting: Setting) -> bool {
        self.0.origins.iter().any(|(given, _)| *given == setting)
    }

    /// The origin of a value, if it is known.
    pub(crate) fn origin(&self, setting: Setting) -> Option<&Origin> {
        let mut origins = self.0.origins.iter();
        origins.find(|(given, _)| *given == setting)?.1.as_ref()
    }

    /// The origin of the address.
    pub(crate) fn address_origin(&self) -> Origin {
        let mut places = [Setting::Url, Setting::Nodes, Setting::Host, Setting::Socket].into_iter();
        let place = places.find(|place| self.gives(*place));
        let origin = place.and_then(|place| self.origin(place));
        origin.cloned().unwrap_or(Origin::Code)
    }

    /// Takes the credentials from a provider. Only before the settings are cloned.
    pub(crate) fn signed_in_by(mut self, provider: Arc<dyn CredentialsProvider>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.credential_state = CredentialState::provided(provider);
        }
        self
    }

    /// Takes the credentials for the sentinels from a provider. Only before the settings are cloned.
    pub(crate) fn signed_in_at_sentinels_by(
        mut self,
        provider: Arc<dyn CredentialsProvider>,
    ) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.sentinel_credential_state = CredentialState::provided(provider);
        }
        self
    }

    /// Whether connections by these settings equal connections by the others. Credentials are not compared if both come
    /// from a provider, which follows their changes.
    pub(crate) fn connects_like(&self, other: &Self) -> bool {
        let (one, two) = (&*self.0, &*other.0);
        let provided = |one: &CredentialState, two: &CredentialState| {
            one.provider().and(two.provider()).is_some()
        };
        one.resolved == two.resolved
            && one.tls == two.tls
            && one.sentinel_tls == two.sentinel_tls
            && (provided(&one.credential_state, &two.credential_state)
                || one.credentials == two.credentials)
            && (provided(
                &one.sentinel_credential_state,
                &two.sentinel_credential_state,
            ) || one.sentinel_credentials == two.sentinel_credentials)
    }

    /// The credentials for the servers that hold the data.
    pub(crate) fn credential_state(&self) -> &CredentialState {
        &self.0.credential_state
    }

    /// The credentials for the sentinels.
    pub(crate) fn sentinel_credential_state(&self) -> &CredentialState {
        &self.0.sentinel_credential_state
    }

    /// Name of the instance.
    pub fn name(&self) -> &str {
        self.0.name
    }

    /// The declared topology. Default: standalone.
    ///
    /// With `auto`, a URL with `redis+sentinel://` or `redis+cluster://` decides the topology. Any other address leaves it
    /// `Auto`, and the first reply of the server decides.
    pub fn topology(&self) -> Topology {
        self.0.resolved.topology
    }

    /// The address of the server: the first of [`endpoints`](Self::endpoints).
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    /// The server, the sentinels, or the cluster seeds. Never empty.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.0.resolved.endpoints
    }

    /// Name of the service that the sentinels monitor.
    pub fn master(&self) -> Option<&str> {
        self.0.resolved.master.as_deref()
    }

    /// Addresses to connect to (second) instead of those that sentinels or cluster nodes report (first).
    pub fn address_map(&self) -> &[(Endpoint, Endpoint)] {
        &self.0.resolved.options.address_map
    }

    /// Hosts that connections may go to when sentinels or cluster nodes report them. Empty, the default: every host.
    ///
    /// Configured addresses are always allowed: [`endpoints`](Self::endpoints) and the targets of
    /// [`address_map`](Self::address_map).
    pub fn allowed_hosts(&self) -> &[AllowedHost] {
        &self.0.resolved.options.allowed_hosts
    }

    /// Whether a connection may go to this address, because it is configured or in `allowed_hosts`.
    pub(crate) fn allows(&self, endpoint: &Endpoint) -> bool {
        let host = match endpoint {
            _ if self.allowed_hosts().is_empty() => return true,
            Endpoint::Tcp { host, .. } => host,
            Endpoint::Unix { .. } => return self.endpoints().contains(endpoint),
        };
        let mapped = self.address_map().iter().map(|(_, to)| to);
        let mut configured = self.endpoints().iter().chain(mapped);
        configured.any(|one| one == endpoint)
            || self.allowed_hosts().iter().any(|one| one.allows(host))
    }

    /// The address without secrets, for messages.
    ///
    /// `redis://***@127.0.0.1:6379/1`, or `redis://127.0.0.1:6379/1` without credentials; `unix:///run/redis.sock?db=1` for a
    /// socket; `redis+sentinel://s1:26379,s2:26379/0?master=mymaster`, `redis+cluster://a:7000,b:7000`; with `rediss` for
    /// TLS.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// The provider that is called before each new connection: the one that the definition names, or the file or variable
    /// that the password was loaded from. `None` if the credentials are fixed.
    pub fn credentials(&self) -> Option<&Arc<dyn CredentialsProvider>> {
        self.0.credential_state.provider()
    }

    /// User name. `None`: the server's `default` user, or the one that [`credentials`](Self::credentials) returns.
    pub fn username(&self) -> Option<&str> {
        self.0.credentials.as_ref()?.username.as_deref()
    }

    /// Password. With [`credentials`](Self::credentials), the one that was loaded first.
    pub fn password(&self) -> Option<&Secret> {
        Some(&self.0.credentials.as_ref()?.password)
    }

    /// User name for the sentinels. `None`: their `default` user.
    pub fn sentinel_username(&self) -> Option<&str> {
        self.0.sentinel_credentials.as_ref()?.username.as_deref()
    }

    /// Password for the sentinels. Default: none, even if the servers have one.
    pub fn sentinel_password(&self) -> Option<&Secret> {
        Some(&self.0.sentinel_credentials.as_ref()?.password)
    }

    /// TLS of the connections to the servers. `None`: not encrypted.
    pub fn tls(&self) -> Option<&Tls> {
        self.0.tls.as_ref()
    }

    /// TLS of the connections to the sentinels. `None`: not encrypted. Settings that are not set for the sentinels are
    /// those of the servers.
    pub fn sentinel_tls(&self) -> Option<&Tls> {
        self.0.sentinel_tls.as_ref()
    }

    /// Database number. Default: 0.
    pub fn database(&self) -> u32 {
        self.0.resolved.database
    }

    /// Deadline of one connection attempt, from name resolution through TCP, TLS and `AUTH` to `SELECT`. Default: 2 s.
    pub fn connect_timeout(&self) -> Duration {
        self.0.resolved.options.connect_timeout
    }

    /// Longest time to wait for a reply. Default: 5 s.
    pub fn response_timeout(&self) -> Duration {
        self.0.resolved.options.response_timeout
    }

    /// Scale of the first delays between connection attempts, which are random between 1/16 and 1/4 of it and grow with the
    /// length of the outage. Default: 50 ms.
    pub fn reconnect_min_delay(&self) -> Duration {
        self.0.resolved.options.reconnect_min_delay
    }

    /// Longest delay between connection attempts. Default: 5 s.
    pub fn reconnect_max_delay(&self) -> Duration {
        self.0.resolved.options.reconnect_max_delay
    }

    /// Time without traffic after which a connection is probed. Default: 30 s.
    pub fn keepalive(&self) -> Duration {
        self.0.resolved.options.keepalive
    }

    /// Age at which a connection is replaced. Default: never.
    pub fn max_connection_age(&self) -> Option<Duration> {
        self.0.resolved.options.max_connection_age
    }

    /// Time that a connection gets to finish its commands before it is replaced. Default: 10 s.
    pub fn drain_timeout(&self) -> Duration {
        self.0.resolved.options.drain_timeout
    }

    /// Number of shared sockets. Default: 1.
    pub fn connections(&self) -> u16 {
        self.0.resolved.options.connections
    }

    /// Largest number of dedicated sockets. Default: 64.
    pub fn dedicated_connections(&self) -> u16 {
        self.0.resolved.options.dedicated_connections
    }

    /// Version of the wire protocol. Default: RESP3.
    pub fn protocol(&self) -> Protocol {
        self.0.resolved.options.protocol
    }

    /// Name of the connections in `CLIENT LIST`.
    pub fn client_name(&self) -> Option<&str> {
        self.0.resolved.options.client_name.as_deref()
    }

    /// Prefix of the keys that this library creates.
    pub fn key_prefix(&self) -> Option<&str> {
        self.0.resolved.options.key_prefix.as_deref()
    }

    /// The server that read-only commands go to. Default: the primary.
    pub fn read_from(&self) -> ReadFrom {
        self.0.resolved.options.read_from
    }

    /// Whether the instance is disabled: a handle to it opens no connection, and every command fails immediately.
    /// Default: no.
    pub fn disabled(&self) -> bool {
        self.0.resolved.options.disabled
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Settings");
        f.field("name", &self.0.name)
            .field("address", &self.0.address)
            .field("username", &self.username().map(|_| "[redacted]"))
            .field("password", &self.password())
            .field("topology", &self.0.resolved.topology)
            .field(
                "sentinel_username",
                &self.sentinel_username().map(|_| "[redacted]"),
            )
            .field("sentinel_password", &self.sentinel_password())
            .field("tls", &self.0.tls)
            .field("sentinel_tls", &self.0.sentinel_tls);
        self.0.resolved.options.debug_fields(&mut f);
        f.finish()
    }
}

/// The rules require a password for each user name.
fn credentials_of(username: Option<String>, password: Option<String>) -> Option<Credentials> {
    let password = Secret::new(password?);
    Some(Credentials { username, password })
}
