//! The nodes by hash slot, at one time.

use std::sync::Arc;

use crate::command::key_slot::KeySlot;
use crate::connect::cluster::slot_map::SlotMap;
use crate::handle::node::node::Node;

/// The slot map with its nodes. A new map makes a new table.
#[derive(Debug)]
pub(crate) struct RoutingTable {
    pub(crate) map: SlotMap,
    /// The nodes of `map.shards()`, in the same order.
    pub(crate) shards: Vec<Shard>,
}

/// The nodes of one shard.
#[derive(Debug)]
pub(crate) struct Shard {
    pub(crate) primary: Arc<Node>,
    /// Empty unless reads go to replicas.
    pub(crate) replicas: Vec<Arc<Node>>,
}

fn is_live(node: &Arc<Node>) -> bool {
    node.sockets.iter().any(|shared| shared.is_live())
}

/// The node at position `turn`, or the next live one after it.
fn live_from<T>(nodes: &[T], turn: usize, node: impl Fn(&T) -> &Arc<Node>) -> Option<&T> {
    let start = turn.checked_rem(nodes.len())?;
    let (before, from) = nodes.split_at(start);
    from.iter().chain(before).find(|one| is_live(node(one)))
}

impl RoutingTable {
    /// The node for a command; `None` if there is none now. Callers with different turns use different ones of equal nodes.
    pub(crate) fn node(&self, key_slot: KeySlot, reads: bool, turn: usize) -> Option<&Arc<Node>> {
        let shard = match key_slot {
            KeySlot::Slot(slot) => self.shards.get(self.map.owner(slot)?)?,
            KeySlot::Any => {
                let live = live_from(&self.shards, turn, |shard| &shard.primary);
                live.or_else(|| self.shards.get(turn.checked_rem(self.shards.len())?))?
            }
        };
        let replica = reads
            .then(|| live_from(&shard.replicas, turn, |replica| replica))
            .flatten();
        Some(replica.unwrap_or(&shard.primary))
    }

    /// Whether a node is the primary of some shard.
    pub(crate) fn is_primary(&self, node: &Arc<Node>) -> bool {
        let mut primaries = self.shards.iter().map(|shard| &shard.primary);
        primaries.any(|primary| Arc::ptr_eq(primary, node))
    }
}
