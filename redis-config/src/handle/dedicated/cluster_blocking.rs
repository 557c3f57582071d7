//! Requests on dedicated sockets in a cluster: at the node that has their slot.

use std::sync::Arc;
use std::time::Duration;

use redis::{RedisError, Value};
use tokio::time::Instant;

use super::checkout::{PooledSocket, SendError};
use crate::command::key_slot::KeySlot;
use crate::handle::cluster::cluster::Cluster;
use crate::handle::cluster::redirects::{AfterReply, Redirects, Route, unless_table_changes};
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::handle::request::One;

/// A node that redirects a blocking command later than this had let it wait.
pub(crate) const WAITED: Duration = Duration::from_millis(50);

/// The route of one request on a dedicated socket, and its redirects.
pub(crate) struct DedicatedRoute {
    redirects: Redirects,
    route: Route,
}

impl DedicatedRoute {
    pub(crate) fn new(cluster: &Arc<Cluster>, key_slot: KeySlot, deadline: Instant) -> Self {
        Self {
            redirects: Redirects::new(cluster, deadline),
            route: Route::new(key_slot, false),
        }
    }

    pub(crate) fn is_in(&self, cluster: &Arc<Cluster>) -> bool {
        Arc::ptr_eq(self.redirects.cluster(), cluster)
    }

    /// Whether `ASKING` has to come before it: only on a new socket, where nothing else was sent in between.
    pub(crate) fn asks(&self) -> bool {
        self.route.asks()
    }

    /// The node to send it to now. Waits until the deadline if there is none.
    pub(crate) async fn node(&mut self, turn: usize) -> Result<Arc<Node>, RedisError> {
        loop {
            self.redirects.begin_attempt();
            let cluster = self.redirects.cluster();
            let node = self.route.node(cluster, &cluster.table(), turn);
            if let Some(node) = node {
                return Ok(node);
            }
            if cluster.is_closed() {
                return Err(self.redirects.late(KeySlot::Any));
            }
            cluster.refresh();
            self.redirects.end_attempt(true, KeySlot::Any).await?;
        }
    }

    /// A dedicated socket at that node; `None` if there is none and the node has to be looked up again.
    pub(crate) async fn checkout(
        &mut self,
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        stays: bool,
    ) -> Result<Option<PooledSocket>, RedisError> {
        let Self { redirects, route } = self;
        let taken = PooledSocket::take_at(generation, node, redirects.deadline, stays);
        let error = match unless_table_changes(redirects.cluster(), node, taken).await {
            Ok(Some(mut socket)) if route.asks() => {
                let asking = redis::cmd("ASKING");
                return match socket.send(One(&asking), None, stays).await {
                    Ok(_) => Ok(Some(socket)),
                    Err(SendError::Failed(error)) => Err(error),
                    Err(_) => Ok(None),
                };
            }
            Ok(Some(socket)) => return Ok(Some(socket)),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        route.reset();
        let wait = redirects.note_unreachable(error)?;
        redirects.end_attempt(wait, KeySlot::Any).await?;
        Ok(None)
    }

    /// Whether the request has to be sent again, after this reply of `node`. Its route leads to the next node then.
    ///
    /// A command that blocked uses up the deadline of its redirects. It is sent again all the same, with a route of its own.
    pub(crate) async fn is_redirected(
        &mut self,
        node: &Node,
        reply: &Value,
        has_blocked: bool,
    ) -> Result<bool, RedisError> {
        let Self { redirects, route } = self;
        let after = route.apply_reply(redirects.cluster(), node, reply);
        if after == AfterReply::Done || has_blocked {
            return Ok(after != AfterReply::Done);
        }
        // Late, the caller gets the redirect itself.
        if redirects.is_late() {
            return Ok(false);
        }
        let wait = after == AfterReply::Wait;
        redirects.end_attempt(wait, KeySlot::Any).await?;
        Ok(true)
    }
}
