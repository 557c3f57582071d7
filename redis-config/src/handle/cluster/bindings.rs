//! The shared sockets of several nodes that one caller is bound to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::connect::socket::socket::Socket;
use crate::handle::node::bound_socket::BoundSocket;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;

/// The shared socket of one node that a caller uses.
#[derive(Clone, Debug)]
struct Binding {
    node: Arc<Node>,
    shared: Arc<SharedSocket>,
    watermark: Arc<AtomicU64>,
    bound: Option<BoundSocket>,
}

/// A caller's bindings, one for each node that it has used. A clone uses the same sockets, so its commands to one node keep
/// their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings(Vec<Binding>);

impl Bindings {
    fn of(&mut self, node: &Arc<Node>) -> Option<&mut Binding> {
        self.0.iter_mut().find(|one| Arc::ptr_eq(&one.node, node))
    }

    /// The live socket that this caller is bound to at a node.
    #[inline]
    pub(crate) fn bound(&mut self, node: &Arc<Node>) -> Option<&mut BoundSocket> {
        let binding = self.of(node)?;
        let epoch = binding.watermark.load(Ordering::Acquire);
        binding.bound.as_mut().filter(|bound| bound.epoch == epoch)
    }

    /// The shared socket that this caller uses at a node.
    pub(crate) fn shared(&mut self, node: &Arc<Node>, pinned: bool) -> Arc<SharedSocket> {
        if let Some(binding) = self.of(node) {
            return Arc::clone(&binding.shared);
        }
        // A node that left the cluster is freed with its last binding.
        self.0.retain(|one| !one.node.is_closed());
        let shared = node.next_socket();
        self.0.push(Binding {
            node: Arc::clone(node),
            watermark: shared.live_epoch(pinned),
            shared: Arc::clone(&shared),
            bound: None,
        });
        shared
    }

    /// Binds this caller to a live socket of a node.
    pub(crate) fn bind(&mut self, node: &Arc<Node>, socket: &Arc<Socket>, epoch: u64) {
        if let Some(binding) = self.of(node) {
            binding.bound = Some(BoundSocket::new(Arc::clone(socket), epoch));
        }
    }

    /// Removes all bindings: the instance has switched.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
