//! Whose sockets a caller uses, and the one that it is bound to.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::connect::socket::sender::CommandSender;
use crate::connect::socket::socket::Socket;
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;

/// The socket that a line is bound to.
#[derive(Clone, Debug)]
pub(crate) struct BoundSocket {
    pub(crate) epoch: u64,
    pub(crate) wire: CommandSender,
    pub(crate) link: Arc<Socket>,
}

/// Whose sockets a line uses.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) generation: Arc<Generation>,
    pub(crate) node: Arc<Node>,
    pub(crate) slot: Arc<SharedSocket>,
    pub(crate) watermark: Arc<AtomicU64>,
    /// Where reads go first.
    pub(crate) replica: Option<Arc<Node>>,
    /// There are several nodes, and this one is only the way in.
    pub(crate) clustered: bool,
}

impl Assignment {
    /// A place on the next socket in turn.
    pub(crate) fn take(generation: Arc<Generation>, pinned: bool) -> Self {
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
