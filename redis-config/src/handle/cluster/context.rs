//! What a request needs on its way through a cluster.

use std::sync::Arc;

use redis::RedisError;

use super::bindings::Bindings;
use super::cluster::Cluster;

/// Who sends: a cluster, and the caller's places in it.
pub(crate) struct RouteContext<'a> {
    pub(crate) cluster: &'a Arc<Cluster>,
    pub(crate) berths: &'a mut Bindings,
    /// Stays with this generation after a switch.
    pub(crate) pinned: bool,
    /// Which of equal nodes this caller takes.
    pub(crate) turn: usize,
}

/// Why a request was not carried out.
pub(crate) enum RouteError {
    /// It failed.
    Failed(RedisError),
    /// Nothing was written, and the instance has moved to another generation.
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
