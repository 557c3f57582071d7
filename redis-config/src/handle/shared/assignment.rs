//! Whose sockets a caller uses, and the one that it is bound to.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::generation::Generation;
use super::node::Node;
use super::slot::Slot;
use crate::connect::{Link, Wire};

/// The socket that a line is bound to.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) epoch: u64,
    pub(super) wire: Wire,
    pub(super) link: Arc<Link>,
}

/// Whose sockets a line uses.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) generation: Arc<Generation>,
    pub(super) node: Arc<Node>,
    pub(super) slot: Arc<Slot>,
    pub(super) watermark: Arc<AtomicU64>,
    /// Where reads go first.
    pub(super) replica: Option<Arc<Node>>,
    /// There are several nodes, and this one is only the way in.
    pub(super) clustered: bool,
}

impl Seat {
    /// A place on the next socket in turn.
    pub(super) fn take(generation: Arc<Generation>, pinned: bool) -> Self {
        let node = Arc::clone(generation.node());
        let slot = node.next_slot();
        Self {
            watermark: slot.watermark(pinned),
            replica: generation.replica().map(Arc::clone),
            clustered: generation.cluster().is_some(),
            generation,
            node,
            slot,
        }
    }
}
