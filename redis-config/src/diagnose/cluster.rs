//! The checks of a cluster: its seeds, the slot map, and the nodes that it announces.

use futures_util::future::join_all;

use super::limits::Limits;
use super::reach::reach;
use super::report::Report;
use super::server::check::check;
use super::server::facts::Expected;
use crate::command::hash_slot::SLOT_COUNT;
use crate::connect::cluster::discovery::{TopologyView, best_view, fetch};
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::settings::Endpoint;
use tokio::time::timeout_at;

/// Nodes that are connected to at the same time.
const AT_ONCE: usize = 32;

/// A node that was connected to, or not.
struct Node {
    endpoint: Endpoint,
    report: Report,
    socket: Option<Socket>,
}

pub(super) async fn examine(target: &Target, limits: &Limits, report: &mut Report) {
    let seeds: Vec<&Endpoint> = target.settings.endpoints().iter().collect();
    let mut nodes = reach_all(target, &seeds, limits).await;
    let is_up = nodes.iter().any(|node| node.socket.is_some());
    for node in &mut nodes {
        let found = std::mem::replace(&mut node.report, fresh(&node.endpoint)).without_ok();
        // One seed is enough.
        report.extend(if is_up { found.softened() } else { found });
    }
    let Some(view) = view(target, &nodes, limits, report).await else {
        return;
    };
    slots(&view, report);
    let shards = view.map.shards();
    let announced = shards
        .iter()
        .flat_map(|shard| std::iter::once(&shard.primary).chain(&shard.replicas));
    let mut missing: Vec<&Endpoint> = Vec::new();
    let mut all = 0;
    for endpoint in announced {
        all += 1;
        if !nodes.iter().any(|node| node.endpoint == *endpoint) {
            missing.push(endpoint);
        }
    }
    for chunk in missing.chunks(AT_ONCE) {
        for mut node in reach_all(target, chunk, limits).await {
            let found = std::mem::replace(&mut node.report, fresh(&node.endpoint)).without_ok();
            let is_primary = shards.iter().any(|shard| shard.primary == node.endpoint);
            report.extend(if is_primary { found } else { found.softened() });
            nodes.push(node);
        }
    }
    let socket = |endpoint: &Endpoint| {
        let node = nodes.iter().find(|node| node.endpoint == *endpoint)?;
        node.socket.as_ref()
    };
    let replicas = shards.iter().flat_map(|shard| &shard.replicas);
    let primaries = shards.iter().map(|shard| &shard.primary);
    let up = primaries.clone().chain(replicas);
    let up = up.filter(|endpoint| socket(endpoint).is_some()).count();
    if up == all {
        report.ok(
            "cluster.nodes",
            format!("all {all} announced nodes can be reached"),
        );
    }
    let checked = primaries.filter_map(|endpoint| Some((endpoint, socket(endpoint)?)));
    let checked = checked.map(async |(endpoint, socket)| {
        let mut found = fresh(endpoint);
        check(socket, Expected::Primary, limits, &mut found).await;
        found
    });
    // What is in order is shown of one of them, and what is not of each.
    for (index, found) in join_all(checked).await.into_iter().enumerate() {
        report.extend(if index == 0 {
            found
        } else {
            found.without_ok()
        });
    }
}

fn fresh(endpoint: &Endpoint) -> Report {
    Report::about(&ServerAddr::data(endpoint.clone()))
}

async fn reach_all(target: &Target, endpoints: &[&Endpoint], limits: &Limits) -> Vec<Node> {
    let reached = endpoints.iter().map(async |endpoint| {
        let mut report = fresh(endpoint);
        let addr = ServerAddr::data((*endpoint).clone());
        let socket = reach(target, &addr, limits, &mut report).await;
        Node {
            endpoint: (*endpoint).clone(),
            report,
            socket,
        }
    });
    join_all(reached).await
}

/// The best view of the cluster that the seeds have.
async fn view(
    target: &Target,
    nodes: &[Node],
    limits: &Limits,
    report: &mut Report,
) -> Option<TopologyView> {
    let map = target.settings.address_map();
    let asked = nodes.iter().filter_map(|node| {
        let socket = node.socket.as_ref()?;
        Some(async {
            let fetched = timeout_at(limits.reply(), fetch(socket, &node.endpoint, map)).await;
            let late = || Err("`CLUSTER SLOTS` was not answered in time".to_owned());
            (&node.endpoint, fetched.unwrap_or_else(|_| late()))
        })
    });
    let mut views = Vec::new();
    let mut failed = Vec::new();
    for (endpoint, fetched) in join_all(asked).await {
        match fetched {
            Ok(view) => views.push(view),
            Err(words) => failed.push((endpoint, words)),
        }
    }
    for (endpoint, words) in failed {
        let mut found = fresh(endpoint);
        let user = target.settings.username().unwrap_or("default");
        found.error(
            "cluster.no-slots",
            words,
            format!("let the user ask for the slots: `ACL SETUSER {user} +cluster|slots`"),
        );
        report.extend(if views.is_empty() {
            found
        } else {
            found.softened()
        });
    }
    best_view(views)
}

fn slots(view: &TopologyView, report: &mut Report) {
    let shards = view.map.shards();
    let replicas: usize = shards.iter().map(|shard| shard.replicas.len()).sum();
    let covered = view.map.covered();
    let lacking = usize::from(SLOT_COUNT).saturating_sub(covered);
    if lacking > 0 {
        report.error(
            "cluster.slots",
            format!("{lacking} of {SLOT_COUNT} hash slots are served by no node: commands for their keys fail"),
            "start the nodes that are down, or assign the slots: `redis-cli --cluster fix HOST:PORT`",
        );
    } else {
        report.ok(
            "cluster.slots",
            format!(
                "all, on {} primaries with {replicas} replicas",
                shards.len()
            ),
        );
    }
    if !view.serves {
        report.error(
            "cluster.down",
            "the cluster refuses commands: `cluster_state:fail`",
            "see `CLUSTER INFO` and `CLUSTER NODES`: nodes are down, or too few reach each other",
        );
    }
    let alone = shards
        .iter()
        .filter(|shard| shard.replicas.is_empty())
        .count();
    if alone > 0 {
        report.warning(
            "cluster.no-replica",
            format!(
                "{alone} of {} primaries have no replica: there is no failover if one is lost",
                shards.len()
            ),
            "add replicas: `redis-cli --cluster add-node NEW EXISTING --cluster-slave`",
        );
    }
}
