//! Blocking commands of a shared connection, and the rest of their block time.

use std::sync::Arc;
use std::time::Duration;

use redis::{Cmd, RedisResult, Value};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::checkout::{PooledSocket, SendError};
use super::cluster_blocking::{DedicatedRoute, WAITED};
use crate::command::block_time::BlockTime;
use crate::handle::cluster::cluster::Cluster;
use crate::handle::cluster::routed::Routed;
use crate::handle::command_error;
use crate::handle::instance::generation::{Generation, GenerationGuard};
use crate::handle::instance::instance::Instance;
use crate::handle::request::{One, Request};

/// A request that may have to be sent again for the rest of its block time, because its server was left or has lost its hash
/// slot while the request waited there.
pub(super) struct PendingRequest<R> {
    request: R,
    /// The block time that is left; `None` if the request does not block.
    left: Option<BlockTime>,
    /// The request with less than its own block time.
    shortened: Option<Cmd>,
    /// What the time since then takes from `left`.
    since: Instant,
}

impl<R: Request> PendingRequest<R> {
    pub(super) fn new(request: R, block_time: Option<BlockTime>) -> Self {
        Self {
            request,
            left: block_time,
            shortened: None,
            since: Instant::now(),
        }
    }

    /// The block time begins to run now.
    pub(super) fn start(&mut self) {
        self.since = Instant::now();
    }

    pub(super) fn waited(&self) -> Duration {
        self.since.elapsed()
    }

    /// Sends it on this socket, for the block time that is left.
    pub(super) async fn send(
        &self,
        socket: &mut PooledSocket,
        pinned: bool,
    ) -> Result<R::Reply, SendError<R::Reply>> {
        let Some(shortened) = &self.shortened else {
            return socket.send(self.request, self.left, pinned).await;
        };
        match socket.send(One(shortened), self.left, pinned).await {
            Ok(value) => R::reply_from(value).map_err(SendError::Failed),
            Err(SendError::Unwritten) => Err(SendError::Unwritten),
            Err(SendError::Failed(error)) => Err(SendError::Failed(error)),
            Err(SendError::Unblocked(value)) => Err(match R::reply_from(value) {
                Ok(reply) => SendError::Unblocked(reply),
                Err(error) => SendError::Failed(error),
            }),
        }
    }

    /// Takes the time since `start` from the block time; `false` if nothing is left, or the request cannot be shortened.
    pub(super) fn shorten(&mut self) -> bool {
        let Some(left) = self.left.map(|left| left.less(self.waited())) else {
            return false;
        };
        self.start();
        self.left = Some(left);
        self.shortened = self.request.shortened(left);
        self.shortened.is_some()
    }
}

/// Sends a blocking request on a dedicated socket, so that nothing else waits behind it.
pub(crate) async fn run_blocking<R: Routed>(
    instance: &Instance,
    pin: Option<&GenerationGuard>,
    request: R,
    block_time: BlockTime,
) -> RedisResult<R::Reply> {
    let pinned = pin.is_some();
    let current = || match pin {
        Some(pin) => Arc::clone(pin.generation()),
        None => instance.current(),
    };
    let mut pending = PendingRequest::new(request, Some(block_time));
    let time_limit =
        |generation: &Generation| Instant::now() + generation.target.settings.response_timeout();
    let mut deadline = time_limit(&current());
    loop {
        let generation = current();
        if let Err(error) = generation.detect_topology(deadline).await {
            if !pinned && generation.is_retired() {
                continue;
            }
            return Err(command_error::unsent(&error));
        }
        pending.start();
        let sent = match generation.cluster() {
            Some(cluster) => send_in_cluster(&generation, cluster, &mut pending, pinned).await,
            None => match PooledSocket::take(&generation, deadline, pinned).await {
                Ok(mut socket) => {
                    let sent = pending.send(&mut socket, pinned).await;
                    if sent.is_ok() {
                        socket.give_back();
                    }
                    sent
                }
                Err(_) if !pinned && generation.is_retired() => Err(SendError::Unwritten),
                Err(error) => return Err(command_error::unsent(&error)),
            },
        };
        match sent {
            Ok(reply) => return Ok(reply),
            // The server had closed an idle socket, or the instance was switched before anything was written.
            Err(SendError::Unwritten) => yield_now().await,
            Err(SendError::Failed(error)) => return Err(error),
            // Its server was left. It waits for the rest of its time at the next one.
            Err(SendError::Unblocked(reply)) => {
                if !pending.shorten() {
                    return Ok(reply);
                }
                deadline = time_limit(&generation);
            }
        }
    }
}

/// Sends it to the node that has its hash slot, and to the next one when that node unblocks it without a result.
/// `Unwritten`: the instance has moved to another generation.
async fn send_in_cluster<R: Routed>(
    generation: &Arc<Generation>,
    cluster: &Arc<Cluster>,
    pending: &mut PendingRequest<R>,
    pinned: bool,
) -> Result<R::Reply, SendError<R::Reply>> {
    let key_slot = pending.request.key_slot().map_err(SendError::Failed)?;
    let new_route = || {
        let deadline = Instant::now() + cluster.target.settings.response_timeout();
        DedicatedRoute::new(cluster, key_slot, deadline)
    };
    let mut route = new_route();
    loop {
        if !pinned && generation.is_retired() {
            return Err(SendError::Unwritten);
        }
        let node = route.node(0).await.map_err(SendError::Failed)?;
        let taken = route.checkout(generation, &node, pinned).await;
        let Some(mut socket) = taken.map_err(SendError::Failed)? else {
            continue;
        };
        let sent_at = Instant::now();
        let reply = match pending.send(&mut socket, pinned).await {
            Ok(reply) => reply,
            Err(SendError::Unwritten) => continue,
            Err(SendError::Failed(error)) => {
                cluster.refresh();
                return Err(SendError::Failed(error));
            }
            Err(unblocked) => return Err(unblocked),
        };
        socket.give_back();
        let has_blocked = sent_at.elapsed() > WAITED;
        let is_redirected = match R::single_value(&reply) {
            Some(value) => route.is_redirected(&node, value, has_blocked).await,
            None => Ok(false),
        };
        if !is_redirected.map_err(SendError::Failed)? {
            return Ok(reply);
        }
        if has_blocked {
            if !pending.shorten() {
                return Ok(R::from_single_value(Value::Nil).unwrap_or(reply));
            }
            route = new_route();
        }
    }
}
