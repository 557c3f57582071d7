//! Conversion to the types of the `redis` crate, for code that needs a client of its own.

use redis::{
    Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, ProtocolVersion,
    RedisConnectionInfo, RedisError,
};
use redis_config_rules::Topology;

use super::settings::Settings;
use super::tls::Tls;
use crate::credentials::provider::Credentials;
use crate::error::{ConnectError, ConnectErrorKind as Kind};
use crate::settings::{Endpoint, Protocol};

/// Clients of the `redis` crate for the same server.
///
/// These clients are independent of this library. They do not reconnect like a handle, and they do not follow when the
/// handle [switches](crate::Handle::switch). To create one from a handle: `handle.settings().client()`.
///
/// They use the address, user, password, database and protocol version. The types of the `redis` crate have no timeouts,
/// number of sockets, client name or key prefix.
///
/// Credentials that rotate are those that a server accepted last, or else those that were loaded first.
///
/// # TLS
///
/// [`connection_info`](Settings::connection_info) enables TLS but contains no certificates, and [`client`](Settings::client)
/// and similar methods return an error. The `redis` crate uses the crypto provider of the process and panics if there is none
/// or more than one; this library uses its own provider and does not set that of the process. To build a client with TLS:
/// enable the feature `tokio-rustls-comp` of `redis`, choose a provider with `CryptoProvider::install_default`, and pass the
/// certificates and `settings.connection_info()?` to `redis::Client::build_with_tls`. The two builders here have their own
/// methods for certificates.
impl Settings {
    /// Address, credentials, database and protocol version of a standalone server.
    ///
    /// With topology `auto`, the address is used as that of a standalone server.
    ///
    /// # Errors
    ///
    /// Another topology, with the name of the method for it; a `tls_server_name`, which the `redis` crate does not support;
    /// credentials of a provider that no server has accepted yet. Messages contain no secrets.
    ///
    /// ```
    /// use redis_config::RedisConfig;
    ///
    /// #[derive(Clone, RedisConfig)]
    /// #[redis(name = "cache", url = "redis://127.0.0.1:6379/3")]
    /// struct CacheRedis;
    ///
    /// let info = CacheRedis.settings()?.connection_info()?;
    /// assert_eq!(info.redis_settings().db(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn connection_info(&self) -> Result<ConnectionInfo, ConnectError> {
        self.standalone("connection_info")
    }

    /// A client of a standalone server. Opens no connection.
    ///
    /// # Errors
    ///
    /// Those of [`connection_info`](Self::connection_info); TLS, with instructions to build the client manually.
    ///
    /// ```no_run
    /// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> Result<(), Box<dyn std::error::Error>> {
    /// let client = handle.settings().client()?;
    /// let connection = client.get_multiplexed_async_connection().await?;
    /// # Ok(()) }
    /// ```
    pub fn client(&self) -> Result<Client, ConnectError> {
        let info = self.standalone("client")?;
        self.is_plain("redis::Client::build_with_tls(settings.connection_info()?, ..)")?;
        Client::open(info).map_err(|error| self.refused(&error))
    }

    fn standalone(&self, asked: &str) -> Result<ConnectionInfo, ConnectError> {
        self.is_fit(Topology::Standalone, asked)?;
        self.node(self.endpoint())
    }

    /// Checks that the method `asked` supports the topology. `auto` supports all except Sentinel.
    pub(crate) fn is_fit(&self, wanted: Topology, asked: &str) -> Result<(), ConnectError> {
        let is = self.topology();
        if is == wanted || (is == Topology::Auto && wanted != Topology::Sentinel) {
            return Ok(());
        }
        let (name, fits) = match is {
            Topology::Sentinel => (
                "sentinel",
                "use `sentinel_client()`, with the cargo feature `sentinel-client` of `redis-config`",
            ),
            Topology::Cluster => (
                "cluster",
                "use `cluster_client()`, with the cargo feature `cluster-client` of `redis-config`",
            ),
            Topology::Standalone => ("standalone", "use `client()`"),
            Topology::Auto => (
                "auto",
                "use `client()`, or `cluster_client()` if a cluster is there",
            ),
        };
        Err(ConnectError::new(
            Kind::Topology,
            self,
            format!("`{asked}()` does not serve topology `{name}`"),
            fits,
        ))
    }

    /// `allowed_hosts`: these clients follow every redirect, so the limit would have no effect.
    #[cfg(any(feature = "cluster-client", feature = "sentinel-client"))]
    pub(crate) fn is_unlimited(&self) -> Result<(), ConnectError> {
        if self.allowed_hosts().is_empty() {
            return Ok(());
        }
        Err(ConnectError::new(
            Kind::Topology,
            self,
            "this client of the `redis` crate goes wherever the servers send it, and cannot keep to `allowed_hosts`",
            "connect by a handle",
        ))
    }

    pub(crate) fn is_plain(&self, by_hand: &str) -> Result<(), ConnectError> {
        if self.tls().is_none() && self.sentinel_tls().is_none() {
            return Ok(());
        }
        Err(ConnectError::new(
            Kind::Tls,
            self,
            "an encrypted client of the `redis` crate takes the crypto provider of the whole process, which is not ours to choose",
            format!(
                "turn on the feature `tokio-rustls-comp` of `redis`, choose a provider with `CryptoProvider::install_default`, and use `{by_hand}` with the certificates"
            ),
        ))
    }

    /// The connection info of one server.
    pub(crate) fn node(&self, endpoint: &Endpoint) -> Result<ConnectionInfo, ConnectError> {
        self.place(endpoint, self.tls(), "tls_server_name")?
            .into_connection_info()
            .map_err(|error| self.refused(&error))
            .and_then(|info| Ok(info.set_redis_settings(self.sign_in()?)))
    }

    pub(crate) fn place(
        &self,
        endpoint: &Endpoint,
        tls: Option<&Tls>,
        setting: &str,
    ) -> Result<ConnectionAddr, ConnectError> {
        Ok(match (endpoint, tls) {
            (Endpoint::Unix { path }, _) => ConnectionAddr::Unix(path.into()),
            (Endpoint::Tcp { host, port }, None) => ConnectionAddr::Tcp(host.clone(), *port),
            (Endpoint::Tcp { .. }, Some(tls)) if tls.server_name().is_some() => {
                return Err(ConnectError::new(
                    Kind::Tls,
                    self,
                    format!(
                        "the `redis` crate checks certificates against the host of the address, and cannot be given a `{setting}`"
                    ),
                    "connect by a handle, or by an address that the certificate names",
                ));
            }
            (Endpoint::Tcp { host, port }, Some(tls)) => ConnectionAddr::TcpTls {
                host: host.clone(),
                port: *port,
                insecure: tls.insecure(),
                tls_params: None,
            },
        })
    }

    fn sign_in(&self) -> Result<RedisConnectionInfo, ConnectError> {
        let mut info = RedisConnectionInfo::default()
            .set_db(self.database().into())
            .set_protocol(self.version());
        if let Some(credentials) = self.credentials_now()? {
            if let Some(username) = &credentials.username {
                info = info.set_username(username);
            }
            info = info.set_password(credentials.password.expose());
        }
        Ok(info)
    }

    pub(crate) fn credentials_now(&self) -> Result<Option<Credentials>, ConnectError> {
        if let (Some(_), Some(accepted)) = (self.credentials(), self.credential_state().accepted())
        {
            return Ok(Some(accepted.credentials));
        }
        match (self.password(), self.credentials()) {
            (Some(password), _) => Ok(Some(Credentials {
                username: self.username().map(str::to_owned),
                password: password.clone(),
            })),
            (None, None) => Ok(None),
            (None, Some(provider)) => Err(ConnectError::new(
                Kind::Auth,
                self,
                format!(
                    "{} has not given credentials that a server accepted",
                    provider.name()
                ),
                "take the settings of a handle that is connected: `handle.settings()`",
            )),
        }
    }

    /// The credentials that a sentinel accepted last, or else those that were loaded first.
    #[cfg(feature = "sentinel-client")]
    pub(crate) fn sentinel_credentials_now(&self) -> Option<Credentials> {
        let accepted = self.sentinel_credential_state().accepted();
        let accepted = accepted.map(|accepted| accepted.credentials);
        accepted.or_else(|| {
            Some(Credentials {
                username: self.sentinel_username().map(str::to_owned),
                password: self.sentinel_password()?.clone(),
            })
        })
    }

    pub(crate) fn version(&self) -> ProtocolVersion {
        match self.protocol() {
            Protocol::Resp2 => ProtocolVersion::RESP2,
            Protocol::Resp3 => ProtocolVersion::RESP3,
        }
    }

    /// Uses only the category of the error, because its details may quote a secret.
    pub(crate) fn refused(&self, error: &RedisError) -> ConnectError {
        ConnectError::new(
            Kind::Protocol,
            self,
            format!(
                "the `redis` crate does not take these settings: {}",
                error.category()
            ),
            "connect by a handle",
        )
    }
}
