//! What a caller of a locator asks for.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::connect;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::ConnectError;

/// One attempt to open a socket, to a server that the locator chooses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenRequest<'a> {
    pub(crate) target: &'a Target,
    pub(crate) purpose: Purpose,
    pub(crate) deadline: Instant,
    /// Notified when the socket ends.
    pub(crate) on_end: &'a Arc<Notify>,
}

impl OpenRequest<'_> {
    /// Opens the socket to this server. Cancel safe: nothing stays open.
    pub(crate) async fn open_at(self, server: &ServerAddr) -> Result<Socket, ConnectError> {
        let Self {
            target,
            purpose,
            deadline,
            on_end,
        } = self;
        connect::open::open(target, server, purpose, deadline, on_end).await
    }
}
