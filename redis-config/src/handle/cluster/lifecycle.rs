//! How a cluster is connected, left and closed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::future::join_all;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::cluster::Cluster;
use super::topology_refresh;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::drain::wait_until_idle;
use crate::handle::node::shared_socket::SharedSocket;

impl Cluster {
    /// Connects every node that has slots, or says why that is impossible. Cancel safe: nothing stays open.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), ConnectError> {
        self.seed.connect().await?;
        let deadline = Instant::now() + self.target.settings.connect_timeout();
        let map = topology_refresh::learn(self, deadline)
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
        self.ensure_navigated();
        connected
    }

    /// Connects every node. One that is only away for now does not stop the others from being used.
    async fn connect_all(&self) -> Result<(), ConnectError> {
        let nodes = self.members();
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

    /// Whether nothing is missing: a map of all slots, and a live socket at every primary.
    pub(crate) fn is_up(&self) -> bool {
        let table = self.table();
        let up = |slot: &Arc<SharedSocket>| slot.current().is_some_and(|link| !link.is_lost());
        !table.teams.is_empty()
            && table
                .teams
                .iter()
                .all(|team| team.primary.sockets.iter().all(up))
    }

    pub(crate) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    /// Sends everyone who is not pinned to the next generation.
    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::SeqCst);
        for node in self.members() {
            node.retire();
        }
        // Who waits for a map looks again.
        self.changed.send_modify(|version| *version += 1);
    }

    /// Lets what is under way at every node come to its end.
    pub(crate) async fn wait_until_idle(&self, deadline: Instant) {
        let mut draining = JoinSet::new();
        for node in self.members() {
            for link in node.sockets.iter().filter_map(|slot| slot.current()) {
                draining.spawn(wait_until_idle(link, deadline));
            }
            draining.spawn(async move {
                let asked = node.any_socket();
                node.pool.unblock_unpinned(asked.as_deref(), deadline).await;
            });
        }
        while draining.join_next().await.is_some() {}
    }

    /// Closes every socket but the dedicated ones in use, for good.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        let mut navigator = self.navigator.lock();
        if let Some(navigator) = navigator.take() {
            navigator.abort();
        }
        drop(navigator);
        let mut leaving = self.leaving.lock();
        leaving.abort_all();
        drop(leaving);
        for node in self.members() {
            node.close();
        }
        self.changed.send_modify(|version| *version += 1);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}
