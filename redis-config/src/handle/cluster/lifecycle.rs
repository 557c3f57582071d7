//! The life of a cluster: connect, refresh, retire, close.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::cluster::Cluster;
use super::topology_refresh;
use crate::error::{ConnectError, ConnectErrorKind};

impl Cluster {
    /// Connects every node that has slots. Cancel safe: nothing stays open.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), ConnectError> {
        self.seed.connect().await?;
        let deadline = Instant::now() + self.target.settings.connect_timeout();
        let map = topology_refresh::fetch_map(self, deadline)
            .await
            .map_err(|wrong| {
                self.target.error(
                ConnectErrorKind::Topology,
                wrong,
                "see `CLUSTER NODES` on that node; a user of the cluster needs `+cluster|slots`",
            )
            })?;
        if map.covered() == 0 {
            return Err(self.target.error(
                ConnectErrorKind::Topology,
                "the cluster has no node with slots",
                "create it first: `redis-cli --cluster create`, or `CLUSTER ADDSLOTSRANGE 0 16383` on a single node",
            ));
        }
        self.install(map, true, false);
        let connected = self.connect_all().await;
        self.ensure_refreshing();
        connected
    }

    /// Connects every node. One that is unreachable now does not keep the others from being used.
    async fn connect_all(&self) -> Result<(), ConnectError> {
        let nodes = self.nodes();
        let connecting = nodes.iter().map(|node| node.connect());
        let mut last = Ok(());
        let mut up = false;
        for (node, connected) in nodes.iter().zip(join_all(connecting).await) {
            match connected {
                Ok(()) => up = true,
                Err(error) if error.is_transient() => {
                    node.ensure_supervised();
                    last = Err(error);
                }
                Err(error) => return Err(error),
            }
        }
        if up { Ok(()) } else { last }
    }

    /// Starts the task that refreshes the routing table, unless it is running.
    pub(crate) fn ensure_refreshing(self: &Arc<Self>) {
        self.refresher
            .ensure_running(|| topology_refresh::refresh_topology(Arc::clone(self)));
    }

    /// Refreshes the routing table, soon.
    pub(crate) fn refresh(self: &Arc<Self>) {
        self.ensure_refreshing();
        self.aggregate.refresh.notify_one();
    }

    /// Whether the slot map is known and every shared socket of every primary is live.
    pub(crate) fn is_up(&self) -> bool {
        let table = self.table();
        let mut primaries = table.shards.iter().map(|shard| &shard.primary);
        !table.shards.is_empty()
            && primaries.all(|node| node.sockets.iter().all(|shared| shared.is_live()))
    }

    pub(crate) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::SeqCst)
    }

    /// Sends every caller that is not pinned to the next generation.
    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::SeqCst);
        for node in self.nodes() {
            node.retire();
        }
        self.wake_waiting();
    }

    /// Has callers that wait for a table check again whether the cluster is retired or closed.
    fn wake_waiting(&self) {
        self.table_version.send_modify(|version| *version += 1);
    }

    /// Closes every socket but the dedicated ones in use, for good.
    pub(crate) fn close(&self) {
        self.refresher.close();
        self.draining.lock().abort_all();
        for node in self.nodes() {
            node.close();
        }
        self.wake_waiting();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.refresher.is_closed()
    }
}
