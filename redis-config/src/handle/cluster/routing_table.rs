//! Which node a command goes to.

use std::sync::Arc;

use crate::connect::cluster::slot_map::SlotMap;
use crate::connect::socket::socket::Socket;
use crate::handle::node::node::Node;

/// Which node has which slot, at one time.
#[derive(Debug)]
pub(crate) struct RoutingTable {
    pub(crate) map: SlotMap,
    /// The nodes of `map.shards()`, in the same order.
    pub(crate) teams: Vec<Shard>,
}

/// The nodes of one shard.
#[derive(Debug)]
pub(crate) struct Shard {
    pub(crate) primary: Arc<Node>,
    /// Only if reads go there.
    pub(crate) replicas: Vec<Arc<Node>>,
}

/// What a command wants of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RouteTo {
    /// Nothing.
    Any,
    /// That it has this slot.
    Slot(u16),
}

fn is_live(node: &Arc<Node>) -> bool {
    let live = |link: Arc<Socket>| !link.is_lost();
    node.sockets
        .iter()
        .any(|slot| slot.current().is_some_and(live))
}

impl RoutingTable {
    /// The node for a command; `None` if there is none now.
    pub(crate) fn node(&self, way: RouteTo, reads: bool, turn: usize) -> Option<&Arc<Node>> {
        let team = match way {
            RouteTo::Slot(slot) => self.teams.get(self.map.owner(slot)?)?,
            RouteTo::Any => {
                let count = self.teams.len();
                let mut turns = (0..count).map(|one| &self.teams[(turn + one) % count]);
                let first = turns.clone().next()?;
                turns.find(|team| is_live(&team.primary)).unwrap_or(first)
            }
        };
        if reads && !team.replicas.is_empty() {
            let count = team.replicas.len();
            let mut turns = (0..count).map(|one| &team.replicas[(turn + one) % count]);
            if let Some(replica) = turns.find(|replica| is_live(replica)) {
                return Some(replica);
            }
        }
        Some(&team.primary)
    }

    /// Whether a node is the primary for it.
    pub(crate) fn is_primary(&self, node: &Arc<Node>) -> bool {
        self.teams
            .iter()
            .any(|team| Arc::ptr_eq(&team.primary, node))
    }
}
