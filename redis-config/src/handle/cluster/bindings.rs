//! A caller's places on the shared sockets of several nodes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::connect::socket::socket::Socket;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;
use crate::handle::shared::assignment::BoundSocket;

/// A caller's place on a shared socket of one node.
#[derive(Clone, Debug)]
struct Binding {
    node: Arc<Node>,
    slot: Arc<SharedSocket>,
    watermark: Arc<AtomicU64>,
    bound: Option<BoundSocket>,
}

/// A caller's places, one for each node that it has used. A clone shares the sockets, so its commands to one node keep
/// their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings(Vec<Binding>);

impl Bindings {
    /// The live socket that this caller is bound to at a node.
    #[inline]
    pub(crate) fn bound(&mut self, node: &Arc<Node>) -> Option<&mut BoundSocket> {
        let berth = self.0.iter_mut().find(|one| Arc::ptr_eq(&one.node, node))?;
        let epoch = berth.watermark.load(Ordering::Acquire);
        berth.bound.as_mut().filter(|bound| bound.epoch == epoch)
    }

    /// The place of this caller at a node.
    pub(crate) fn slot(&mut self, node: &Arc<Node>, pinned: bool) -> Arc<SharedSocket> {
        if let Some(berth) = self.0.iter().find(|one| Arc::ptr_eq(&one.node, node)) {
            return Arc::clone(&berth.slot);
        }
        // Nodes that left the cluster let go of their sockets when the last caller does.
        self.0.retain(|one| !one.node.is_closed());
        let slot = node.next_slot();
        self.0.push(Binding {
            node: Arc::clone(node),
            watermark: slot.watermark(pinned),
            slot: Arc::clone(&slot),
            bound: None,
        });
        slot
    }

    /// Binds this caller to a live socket of a node.
    pub(crate) fn bind(&mut self, node: &Arc<Node>, link: &Arc<Socket>, epoch: u64) {
        if let Some(berth) = self.0.iter_mut().find(|one| Arc::ptr_eq(&one.node, node)) {
            berth.bound = Some(BoundSocket {
                epoch,
                wire: link.sender(),
                link: Arc::clone(link),
            });
        }
    }

    /// Lets go of everything: the instance has moved.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
