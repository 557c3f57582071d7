//! A client of the `redis` crate for a cluster.

use redis::cluster::{ClusterClient, ClusterClientBuilder, NodeAddress};
use redis::cluster_read_routing::RandomReplicaStrategy;
use redis_config_rules::Topology;

use super::settings::Settings;
use crate::error::ConnectError;
use crate::settings::{Endpoint, ReadFrom};

impl Settings {
    /// A client of a cluster, with the settings listed at [`cluster_client_builder`](Self::cluster_client_builder). Opens no
    /// connection.
    ///
    /// Needs the cargo feature `cluster-client`, which adds the crates `rand`, `crc16` and `log`. A handle to a cluster
    /// needs none of these.
    ///
    /// # Errors
    ///
    /// The topology is neither `cluster` nor `auto`; `allowed_hosts`, which the `redis` crate does not support; TLS, with
    /// instructions to build the client manually; and those of [`connection_info`](Self::connection_info).
    ///
    /// ```no_run
    /// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> Result<(), Box<dyn std::error::Error>> {
    /// let connection = handle.settings().cluster_client()?.get_async_connection().await?;
    /// # Ok(()) }
    /// ```
    pub fn cluster_client(&self) -> Result<ClusterClient, ConnectError> {
        let builder = self.cluster_client_builder()?;
        self.is_plain("settings.cluster_client_builder()?.certs(..).build()")?;
        builder.build().map_err(|error| self.refused(&error))
    }

    /// A builder of the same client, for more options of the `redis` crate, such as retries and certificates.
    ///
    /// It contains seeds, credentials, database, protocol version, `connect_timeout`, `response_timeout`, `read_from` and
    /// `address_map`.
    ///
    /// # Errors
    ///
    /// As [`cluster_client`](Self::cluster_client), but TLS is no error, because the builder accepts certificates.
    ///
    /// ```no_run
    /// # fn f(settings: redis_config::Settings) -> Result<(), Box<dyn std::error::Error>> {
    /// let client = settings.cluster_client_builder()?.retries(3).build()?;
    /// # Ok(()) }
    /// ```
    pub fn cluster_client_builder(&self) -> Result<ClusterClientBuilder, ConnectError> {
        self.is_fit(Topology::Cluster, "cluster_client")?;
        self.is_unlimited()?;
        let seeds = self
            .endpoints()
            .iter()
            .map(|endpoint| self.node(endpoint))
            .collect::<Result<Vec<_>, _>>()?;
        let mut builder = ClusterClientBuilder::new(seeds)
            .connection_timeout(self.connect_timeout())
            .response_timeout(self.response_timeout());
        if self.read_from() == ReadFrom::Replica {
            builder = builder.read_routing_strategy(RandomReplicaStrategy);
        }
        if !self.address_map().is_empty() {
            let pairs = self.address_map().iter();
            builder = builder.node_address_map(
                pairs
                    .filter_map(|(named, real)| Some((address(named)?, address(real)?)))
                    .collect(),
            );
        }
        Ok(builder)
    }
}

/// Cluster nodes have no Unix sockets.
fn address(endpoint: &Endpoint) -> Option<NodeAddress> {
    match endpoint {
        Endpoint::Tcp { host, port } => Some(NodeAddress::new(host.as_str(), *port)),
        Endpoint::Unix { .. } => None,
    }
}
