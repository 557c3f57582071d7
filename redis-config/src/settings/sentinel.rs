//! A client of the `redis` crate that uses sentinels.

use redis::TlsMode;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis_config_rules::Topology;

use super::settings::Settings;
use crate::error::{ConnectError, ConnectErrorKind as Kind};
use crate::settings::ReadFrom;

impl Settings {
    /// A client that gets the address of the primary from the sentinels, or that of a replica with `read_from = "replica"`.
    /// Opens no connection.
    ///
    /// Needs the cargo feature `sentinel-client`, which adds the crates `rand` and `log`. A handle to an instance with
    /// sentinels needs none of these.
    ///
    /// # Errors
    ///
    /// The topology is not `sentinel`; an `address_map` or `allowed_hosts`, which the `redis` crate does not support here; TLS,
    /// with instructions to build the client manually; and those of [`connection_info`](Self::connection_info).
    ///
    /// ```no_run
    /// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut client = handle.settings().sentinel_client()?;
    /// let connection = client.get_async_connection().await?;
    /// # Ok(()) }
    /// ```
    pub fn sentinel_client(&self) -> Result<SentinelClient, ConnectError> {
        let builder = self.sentinel_client_builder()?;
        self.is_plain(
            "settings.sentinel_client_builder()?.set_client_to_redis_certificates(..).build()",
        )?;
        builder.build().map_err(|error| self.refused(&error))
    }

    /// A builder of the same client, for more options of the `redis` crate, such as certificates.
    ///
    /// It contains the sentinels and their credentials, the name of the master, and user, password, database and protocol
    /// version for the servers.
    ///
    /// # Errors
    ///
    /// As [`sentinel_client`](Self::sentinel_client), but TLS is no error, because the builder accepts certificates.
    ///
    /// ```no_run
    /// # fn f(settings: redis_config::Settings) -> Result<(), Box<dyn std::error::Error>> {
    /// let client = settings.sentinel_client_builder()?.build()?;
    /// # Ok(()) }
    /// ```
    pub fn sentinel_client_builder(&self) -> Result<SentinelClientBuilder, ConnectError> {
        self.is_fit(Topology::Sentinel, "sentinel_client")?;
        self.is_unlimited()?;
        if !self.address_map().is_empty() {
            return Err(ConnectError::new(
                Kind::Topology,
                self,
                "the sentinel client of the `redis` crate goes where the sentinels direct it, and cannot be given an `address_map`",
                "connect by a handle",
            ));
        }
        let sentinels = self
            .endpoints()
            .iter()
            .map(|endpoint| self.place(endpoint, self.sentinel_tls(), "sentinel_tls_server_name"))
            .collect::<Result<Vec<_>, _>>()?;
        // The addresses of the servers are unknown, but their TLS settings can be checked.
        self.place(self.endpoint(), self.tls(), "tls_server_name")?;
        let server = match self.read_from() {
            ReadFrom::Primary => SentinelServerType::Master,
            ReadFrom::Replica => SentinelServerType::Replica,
        };
        let mut builder =
            SentinelClientBuilder::new(sentinels, self.master().unwrap_or_default(), server)
                .map_err(|error| self.refused(&error))?
                .set_client_to_redis_db(self.database().into())
                .set_client_to_redis_protocol(self.version())
                .set_client_to_sentinel_protocol(self.version());
        if let Some(credentials) = self.credentials_now()? {
            if let Some(username) = &credentials.username {
                builder = builder.set_client_to_redis_username(username);
            }
            builder = builder.set_client_to_redis_password(credentials.password.expose());
        }
        if let Some(credentials) = self.sentinel_credentials_now() {
            if let Some(username) = &credentials.username {
                builder = builder.set_client_to_sentinel_username(username);
            }
            builder = builder.set_client_to_sentinel_password(credentials.password.expose());
        }
        if let Some(tls) = self.tls() {
            builder = builder.set_client_to_redis_tls_mode(if tls.insecure() {
                TlsMode::Insecure
            } else {
                TlsMode::Secure
            });
        }
        Ok(builder)
    }
}
