//! Which sockets a connection uses.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;

/// The generation, node and shared socket of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) generation: Arc<Generation>,
    pub(crate) node: Arc<Node>,
    pub(crate) socket: Arc<SharedSocket>,
    /// See [`SharedSocket::live_epoch`].
    pub(crate) live_epoch: Arc<AtomicU64>,
    /// Where reads go first.
    pub(crate) replica: Option<Arc<Node>>,
    /// There are several nodes, and this one is only the way in.
    pub(crate) clustered: bool,
}

impl Assignment {
    /// The next shared socket of a generation, round robin.
    pub(crate) fn next(generation: Arc<Generation>, pinned: bool) -> Self {
        let node = Arc::clone(generation.node());
        let socket = node.next_socket();
        Self {
            live_epoch: socket.live_epoch(pinned),
            replica: generation.replica().map(Arc::clone),
            clustered: generation.cluster().is_some(),
            generation,
            node,
            socket,
        }
    }
}
