//! The socket that a caller is bound to.

use std::sync::Arc;

use crate::connect::socket::sender::CommandSender;
use crate::connect::socket::socket::Socket;

/// A shared socket as one caller holds it, and the epoch by which the caller sees that it was replaced.
#[derive(Clone, Debug)]
pub(crate) struct BoundSocket {
    pub(crate) epoch: u64,
    pub(crate) sender: CommandSender,
    pub(crate) socket: Arc<Socket>,
}

impl BoundSocket {
    pub(crate) fn new(socket: Arc<Socket>, epoch: u64) -> Self {
        Self {
            epoch,
            sender: socket.sender(),
            socket,
        }
    }
}
