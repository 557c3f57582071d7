//! Keeps the map of a cluster true: one task, whatever the number of callers.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::cluster::Cluster;
use crate::command::hash_slot::SLOT_COUNT;
use crate::connect::backoff::Backoff;
use crate::connect::cluster::discovery::{best_view, fetch};
use crate::connect::cluster::slot_map::SlotMap;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::random::fraction;
use crate::settings::Endpoint;

/// Without any sign of a change the nodes are asked this often, give or take a fifth: signs can be missed.
const ROUND: Duration = Duration::from_secs(30);
/// However many signs there are, the nodes are asked no more often than this.
const GAP: Duration = Duration::from_millis(150);
/// A map with holes is looked at again after this long.
const HOLES: Duration = Duration::from_millis(500);
/// So is one without a replica to read from: a node is not shown as one before it has replicated something.
const ALONE: Duration = Duration::from_secs(5);
/// So many nodes are asked each time.
const ASKED: usize = 5;
/// A node that takes longer than this to say what it knows is not waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs until aborted.
pub(crate) async fn refresh_topology(cluster: Arc<Cluster>) {
    let settings = &cluster.target.settings;
    let mut backoff = Backoff::new(settings);
    loop {
        let begun = Instant::now();
        let pause = match learn(&cluster, begun + settings.connect_timeout()).await {
            Ok(map) => {
                backoff.reset();
                let holes = map.covered() < usize::from(SLOT_COUNT);
                let alone = map.shards().iter().any(|shard| shard.replicas.is_empty());
                apply(&cluster, map);
                match (holes, alone && cluster.reads_replicas()) {
                    (true, _) => HOLES,
                    (_, true) => ALONE,
                    _ => ROUND.mul_f64(0.8 + 0.4 * fraction()),
                }
            }
            Err(wrong) => {
                tracing::debug!(
                    instance = settings.name(),
                    address = settings.address(),
                    error = wrong.as_str(),
                    "redis cluster is not heard"
                );
                backoff.next_delay().max(GAP)
            }
        };
        sleep_until(begun + GAP).await;
        // Signs that came meanwhile are one sign.
        let _due = timeout_at(Instant::now() + pause, cluster.board.refresh.notified()).await;
    }
}

fn apply(cluster: &Arc<Cluster>, map: SlotMap) {
    let before = cluster.table();
    if before.map != map {
        let settings = &cluster.target.settings;
        tracing::info!(
            instance = settings.name(),
            address = settings.address(),
            shards = map.shards().len(),
            covered = map.covered(),
            "redis cluster has changed"
        );
    }
    drop(before);
    cluster.install(map, true, true);
}

/// Asks several nodes for the map; the way in, if there are none yet or none of them answers.
pub(crate) async fn learn(cluster: &Arc<Cluster>, deadline: Instant) -> Result<SlotMap, String> {
    let patience = deadline.min(Instant::now() + PATIENCE);
    let mut nodes: Vec<(Arc<Socket>, Endpoint)> = Vec::new();
    for node in cluster.members() {
        let live = node.slots.iter().filter_map(|slot| slot.link());
        if let (Some(link), Some(place)) = (
            live.into_iter().find(|link| !link.is_lost()),
            node.locator.place(),
        ) {
            nodes.push((link, place.endpoint));
        }
    }
    // Not the same ones each time.
    while nodes.len() > ASKED {
        let out = (fraction() * nodes.len() as f64) as usize;
        nodes.swap_remove(out.min(nodes.len() - 1));
    }
    let asked = nodes
        .iter()
        .map(|(link, endpoint)| ask(cluster, link, endpoint, patience));
    let views: Vec<_> = join_all(asked).await.into_iter().flatten().collect();
    // A lone node may be one that was cut off.
    if views.iter().any(|view| view.serves)
        && let Some(view) = best_view(views.clone())
    {
        return Ok(view.map);
    }
    let slot = &cluster.seed.slots[0];
    let (link, _) = cluster
        .seed
        .up(slot, deadline, true)
        .await
        .map_err(|error| error.to_string())?;
    let Some(ServerAddr { endpoint, .. }) = cluster.seed.locator.place() else {
        return Err("no seed was reached".to_owned());
    };
    let found = timeout_at(
        deadline,
        fetch(&link, &endpoint, cluster.target.settings.address_map()),
    )
    .await;
    let view = match found {
        Ok(Ok(view)) => view,
        Ok(Err(wrong)) => return Err(wrong),
        Err(_) => return Err(format!("no answer to `CLUSTER SLOTS` from {endpoint}")),
    };
    if !view.serves || view.map.covered() == 0 {
        // It may be cut off from the others, or not be one of them: the next round goes in by another way.
        link.close();
    }
    let mut all = views;
    all.push(view);
    best_view(all)
        .map(|view| view.map)
        .ok_or_else(|| "no node was heard".to_owned())
}

async fn ask(
    cluster: &Arc<Cluster>,
    link: &Socket,
    endpoint: &Endpoint,
    deadline: Instant,
) -> Option<crate::connect::cluster::discovery::TopologyView> {
    let addresses = cluster.target.settings.address_map();
    match timeout_at(deadline, fetch(link, endpoint, addresses)).await {
        Ok(Ok(view)) => Some(view),
        Ok(Err(_)) | Err(_) => None,
    }
}

/// A short pause before a node that asked for patience is asked again: longer each time, and not the same for everyone.
pub(crate) async fn pause(turn: u32, deadline: Instant) {
    let most = Duration::from_millis(5) * (1 << turn.min(4));
    let pause = most.mul_f64(0.5 + 0.5 * fraction());
    sleep(pause.min(deadline.saturating_duration_since(Instant::now()))).await;
}
