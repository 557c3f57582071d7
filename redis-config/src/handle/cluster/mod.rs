//! A cluster behind one handle: a node for each of its servers, a map of the slots, and the way of a command.
//!
//! Every node is the same as that of a single server, with its own sockets and its own supervisor. What was written is never
//! sent again here, either: only what a node has refused to carry out is, and what was not written.

#[path = "transaction.rs"]
mod atomic;
#[path = "router.rs"]
mod batch;
#[path = "bindings.rs"]
mod berth;
#[path = "../aggregate_state.rs"]
mod board;
#[path = "context.rs"]
mod crew;
#[path = "node_batch.rs"]
mod letter;
#[path = "lifecycle.rs"]
mod life;
#[path = "../node/locate/cluster_node.rs"]
mod member;
#[path = "topology_refresh.rs"]
mod navigator;
#[path = "cluster.rs"]
mod roster;
#[path = "../node/locate/cluster_seeds.rs"]
mod seeds;
#[path = "dispatch.rs"]
mod send;
#[path = "routing_table.rs"]
mod table;
#[path = "../dedicated/cluster_blocking.rs"]
mod waiting;

pub(super) use berth::Berths;
pub(super) use board::Board;
pub(super) use crew::{Crew, Trouble};
pub(super) use member::open_member;
pub(super) use roster::Cluster;
pub(super) use seeds::Seeds;
pub(super) use send::{Hint, many, one};
pub(super) use waiting::{Anchor, Trail, Turn, WAITED, blocking};
