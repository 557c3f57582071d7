//! The definition that the tests of clusters connect with.

use std::time::Duration;

use redis_config::dev::Cluster;
use redis_config::{Handle, RedisConfig};

use crate::fixture::SECOND;

/// The definition that these tests connect by.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "events", env = "EVENTS_REDIS", topology = cluster)]
pub(crate) struct Events {
    pub(crate) nodes: Vec<String>,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_timeout: Duration,
    pub(crate) connections: u16,
    pub(crate) read_from: String,
    pub(crate) address_map: Option<Vec<String>>,
}

pub(crate) fn at(cluster: &Cluster) -> Events {
    Events {
        nodes: cluster.seeds(),
        connect_timeout: 5 * SECOND,
        response_timeout: 10 * SECOND,
        connections: 1,
        read_from: "primary".to_owned(),
        address_map: None,
    }
}

/// Three shards and a handle of them.
pub(crate) async fn up() -> (Cluster, Handle<Events>) {
    let cluster = start(Cluster::builder()).await;
    let handle = at(&cluster).connect().await.unwrap();
    (cluster, handle)
}

/// Starts a cluster without holding up the runtime.
pub(crate) async fn start(builder: redis_config::dev::ClusterBuilder) -> Cluster {
    tokio::task::spawn_blocking(|| builder.start())
        .await
        .unwrap()
        .unwrap()
}
