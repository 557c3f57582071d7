//! What a request needs to be routed, and why that can fail.

use std::sync::Arc;

use redis::RedisError;

use super::bindings::Bindings;
use super::cluster::Cluster;

/// The cluster that a request goes to, and the caller's shared sockets there.
pub(crate) struct RouteContext<'a> {
    pub(crate) cluster: &'a Arc<Cluster>,
    pub(crate) bindings: &'a mut Bindings,
    /// Stays with this generation after a switch.
    pub(crate) pinned: bool,
    /// Which of several equal nodes this caller takes.
    pub(crate) turn: usize,
}

/// Why a request has no reply.
pub(crate) enum RouteError {
    Failed(RedisError),
    /// Nothing was written, and the instance has switched to another generation.
    Left,
}

impl From<RedisError> for RouteError {
    fn from(error: RedisError) -> Self {
        Self::Failed(error)
    }
}

impl RouteContext<'_> {
    pub(crate) fn has_left(&self) -> bool {
        !self.pinned && self.cluster.is_retired()
    }
}
