//! Refreshes the routing table of a cluster: one task, however many callers there are.
//!
//! It asks several nodes for their slot map, periodically and after every sign of a change: a redirect, a lost connection, a
//! node that is down. One node is not enough: during a partition it may be on the wrong side, with an old map that it still
//! believes.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::cluster::Cluster;
use crate::command::hash_slot::SLOT_COUNT;
use crate::connect::backoff::Backoff;
use crate::connect::cluster::discovery::{TopologyView, best_view, fetch};
use crate::connect::cluster::slot_map::SlotMap;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::random::fraction;
use crate::settings::Endpoint;

/// Without any sign of a change the nodes are asked this often, give or take a fifth: a sign can be missed.
const REFRESH_INTERVAL: Duration = Duration::from_secs(30);
/// The nodes are asked no more often than this, however many signs there are.
const MIN_INTERVAL: Duration = Duration::from_millis(150);
/// The interval while slots have no node.
const INCOMPLETE_INTERVAL: Duration = Duration::from_millis(500);
/// The interval while a shard has no replica to read from: a new one is listed only once it has replicated something.
const NO_REPLICA_INTERVAL: Duration = Duration::from_secs(5);
/// How many nodes are asked each time.
const NODES_ASKED: usize = 5;
/// How long one node may take to answer.
const NODE_TIMEOUT: Duration = Duration::from_secs(1);

/// Runs until aborted.
pub(crate) async fn refresh_topology(cluster: Arc<Cluster>) {
    let settings = &cluster.target.settings;
    let mut backoff = Backoff::new(settings);
    loop {
        let started = Instant::now();
        let interval = match fetch_map(&cluster, started + settings.connect_timeout()).await {
            Ok(map) => {
                backoff.reset();
                let incomplete = map.covered() < usize::from(SLOT_COUNT);
                let no_replica = map.shards().iter().any(|shard| shard.replicas.is_empty());
                install(&cluster, map);
                match (incomplete, no_replica && cluster.reads_replicas()) {
                    (true, _) => INCOMPLETE_INTERVAL,
                    (_, true) => NO_REPLICA_INTERVAL,
                    _ => REFRESH_INTERVAL.mul_f64(0.8 + 0.4 * fraction()),
                }
            }
            Err(wrong) => {
                tracing::debug!(
                    instance = settings.name(),
                    address = settings.address(),
                    error = wrong.as_str(),
                    "redis cluster did not return its slot map"
                );
                backoff.next_delay().max(MIN_INTERVAL)
            }
        };
        sleep_until(started + MIN_INTERVAL).await;
        // Signs that came meanwhile are one sign.
        let _due = timeout_at(
            Instant::now() + interval,
            cluster.aggregate.refresh.notified(),
        )
        .await;
    }
}

fn install(cluster: &Arc<Cluster>, map: SlotMap) {
    if cluster.table().map != map {
        let settings = &cluster.target.settings;
        tracing::info!(
            instance = settings.name(),
            address = settings.address(),
            shards = map.shards().len(),
            covered = map.covered(),
            "redis cluster has changed"
        );
    }
    cluster.install(map, true, true);
}

/// Asks several nodes for their slot map and returns the most recent one. Asks a seed if no node is known or none answers.
pub(crate) async fn fetch_map(
    cluster: &Arc<Cluster>,
    deadline: Instant,
) -> Result<SlotMap, String> {
    let mut nodes: Vec<(Arc<Socket>, Endpoint)> = Vec::new();
    for node in cluster.nodes() {
        let live = node.sockets.iter().find_map(|shared| shared.live());
        if let (Some((socket, _)), Some(server)) = (live, node.locator.server()) {
            nodes.push((socket, server.endpoint));
        }
    }
    // Not the same ones each time.
    while nodes.len() > NODES_ASKED {
        let out = (fraction() * nodes.len() as f64) as usize;
        nodes.swap_remove(out.min(nodes.len() - 1));
    }
    let node_deadline = deadline.min(Instant::now() + NODE_TIMEOUT);
    let views = nodes
        .iter()
        .map(|(socket, endpoint)| fetch_view(cluster, socket, endpoint, node_deadline));
    let mut views: Vec<_> = join_all(views).await.into_iter().flatten().collect();
    // If no view is from a node that takes part in the cluster, all of them may be from nodes that were cut off.
    if views.iter().any(|view| view.serves)
        && let Some(view) = best_view(views.clone())
    {
        return Ok(view.map);
    }
    let seed = &cluster.seed;
    let up = seed.wait_up(&seed.sockets[0], deadline, true).await;
    let (socket, _) = up.map_err(|error| error.to_string())?;
    let Some(ServerAddr { endpoint, .. }) = seed.locator.server() else {
        return Err("no seed was reached".to_owned());
    };
    let view = fetch_view(cluster, &socket, &endpoint, deadline).await?;
    if !view.serves || view.map.covered() == 0 {
        // This seed may be cut off, or not belong to the cluster: the next attempt uses another one.
        socket.close();
    }
    views.push(view);
    best_view(views)
        .map(|view| view.map)
        .ok_or_else(|| "no node returned a slot map".to_owned())
}

async fn fetch_view(
    cluster: &Cluster,
    socket: &Socket,
    endpoint: &Endpoint,
    deadline: Instant,
) -> Result<TopologyView, String> {
    let addresses = cluster.target.settings.address_map();
    timeout_at(deadline, fetch(socket, endpoint, addresses))
        .await
        .unwrap_or_else(|_| Err(format!("no answer to `CLUSTER SLOTS` from {endpoint}")))
}
