//! Commands on a socket of their own: at the node that has their slot.

use std::sync::Arc;
use std::time::Duration;

use redis::{Cmd, Pipeline, RedisError, Value};
use tokio::time::Instant;

use super::checkout::{PooledSocket, SendError};
use crate::command::block_time::BlockTime;
use crate::command::route::{Destination, Unroutable, command_name, route};
use crate::connect::cluster::redirect::Redirect;
use crate::error::ConnectError;
use crate::handle::cluster::cluster::Cluster;
use crate::handle::cluster::router::{HOPS, Next, Step, follow, late, redirection};
use crate::handle::cluster::routing_table::RouteTo;
use crate::handle::cluster::topology_refresh::pause;
use crate::handle::command_error;
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::handle::request::{One, Request};

/// A node that lets go of a command after more than this has let it wait.
pub(crate) const WAITED: Duration = Duration::from_millis(50);

/// Where a request on a socket of its own has to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeySlot(pub(crate) RouteTo);

impl KeySlot {
    /// That of one command.
    pub(crate) fn one(command: &Cmd) -> Result<Self, RedisError> {
        let found = route(command).map_err(|refused| refused.refusal(&command_name(command)))?;
        match found.destination {
            Destination::Any | Destination::Primaries(_) => Ok(Self(RouteTo::Any)),
            Destination::Slot(slot) => Ok(Self(RouteTo::Slot(slot))),
            Destination::Split { step, .. } => {
                Err(across(command, step).refusal(&command_name(command)))
            }
        }
    }

    /// That of all commands of a pipeline.
    pub(crate) fn many(pipeline: &Pipeline) -> Result<Self, RedisError> {
        let mut found = Self(RouteTo::Any);
        for command in pipeline.cmd_iter() {
            match (found.0, Self::one(command)?.0) {
                (_, RouteTo::Any) => {}
                (RouteTo::Slot(first), RouteTo::Slot(second)) if first != second => {
                    let refused = Unroutable::CrossSlot(first, second);
                    return Err(refused.refusal("a pipeline on one socket"));
                }
                (_, way) => found = Self(way),
            }
        }
        Ok(found)
    }

    /// Whether it has a key.
    pub(crate) fn is_keyed(self) -> bool {
        self.0 != RouteTo::Any
    }
}

/// The two slots of a command that on a shared connection would be taken apart.
pub(crate) fn across(command: &Cmd, step: usize) -> Unroutable {
    let parts = crate::command::split::split(command, step);
    let slot = |part: usize| parts.get(part).map_or(0, |part| part.slot);
    Unroutable::CrossSlot(slot(0), slot(1))
}

/// Follows a request from node to node.
pub(crate) struct Redirects {
    cluster: Arc<Cluster>,
    way: RouteTo,
    next: Next,
    last: Option<ConnectError>,
    turn: u32,
    deadline: Instant,
}

impl Redirects {
    pub(crate) fn new(cluster: &Arc<Cluster>, anchor: KeySlot, deadline: Instant) -> Self {
        cluster.ensure_navigated();
        Self {
            cluster: Arc::clone(cluster),
            way: anchor.0,
            next: Next::Mapped,
            last: None,
            turn: 0,
            deadline,
        }
    }

    pub(crate) fn is_in(&self, cluster: &Arc<Cluster>) -> bool {
        Arc::ptr_eq(&self.cluster, cluster)
    }

    /// Whether the next node wants to be asked first.
    pub(crate) fn asks(&self) -> bool {
        matches!(self.next, Next::Ask(_))
    }

    /// The node to send it to now, waited for until the deadline.
    pub(crate) async fn node(&mut self, turn: usize) -> Result<Arc<Node>, RedisError> {
        let mut changes = self.cluster.changes();
        loop {
            changes.mark_unchanged();
            let node = match &self.next {
                Next::At(endpoint) | Next::Ask(endpoint) => Some(self.cluster.node_at(endpoint)),
                Next::Mapped => self
                    .cluster
                    .table()
                    .node(self.way, false, turn)
                    .map(Arc::clone),
            };
            if let Some(node) = node {
                return Ok(node);
            }
            if Instant::now() >= self.deadline || self.cluster.is_closed() {
                return Err(late(&self.cluster, self.last.as_ref(), &[]));
            }
            self.cluster.refresh();
            let _changed = tokio::time::timeout_at(self.deadline, changes.changed()).await;
        }
    }

    /// A socket of one's own at that node; `None` when the map has changed meanwhile.
    pub(crate) async fn lease(
        &mut self,
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        stays: bool,
    ) -> Result<Option<PooledSocket>, RedisError> {
        use futures_util::future::{Either, select};
        let mut changes = self.cluster.changes();
        changes.mark_unchanged();
        let taken = {
            let taking = std::pin::pin!(PooledSocket::at(generation, node, self.deadline, stays));
            let changed = std::pin::pin!(changes.changed());
            match select(taking, changed).await {
                Either::Left((taken, _)) => taken,
                Either::Right(_) => return Ok(None),
            }
        };
        match taken {
            Ok(mut lease) => {
                if let Next::Ask(_) = self.next {
                    let asking = redis::cmd("ASKING");
                    match lease.send(One(&asking), None, stays).await {
                        Ok(_) => {}
                        Err(SendError::Failed(error)) => return Err(error),
                        Err(_) => return Ok(None),
                    }
                }
                Ok(Some(lease))
            }
            // It has left the cluster.
            Err(_) if node.is_closed() && !self.cluster.is_closed() => {
                self.next = Next::Mapped;
                Ok(None)
            }
            Err(error) if !error.is_transient() => Err(command_error::unsent(&error)),
            Err(error) => {
                self.next = Next::Mapped;
                self.last = Some(error);
                self.rest().await?;
                Ok(None)
            }
        }
    }

    /// Whether an answer of that node means that the request goes elsewhere; then this is where it goes next.
    pub(crate) async fn heed(
        &mut self,
        node: &Node,
        answer: &Value,
    ) -> Result<AfterReply, RedisError> {
        let Some(redirect) = redirection(node, answer) else {
            return Ok(AfterReply::Done);
        };
        // A node that became a replica lets go of what waited there, and nothing was done.
        if redirect == Redirect::Unblocked {
            self.cluster.refresh();
            self.next = Next::Mapped;
            self.rest().await?;
            return Ok(AfterReply::Again);
        }
        match follow(&self.cluster, redirect) {
            Step::Keep => return Ok(AfterReply::Done),
            Step::Go(next) => {
                self.next = next;
                if self.turn < HOPS {
                    self.turn += 1;
                    return Ok(AfterReply::Again);
                }
            }
            Step::Wait => self.next = Next::Mapped,
        }
        match Instant::now() < self.deadline {
            true => {
                self.rest().await?;
                Ok(AfterReply::Again)
            }
            false => Ok(AfterReply::Done),
        }
    }

    /// A new start for the time that is left of a block.
    pub(crate) fn extend(&mut self) {
        self.turn = 0;
        self.deadline = Instant::now() + self.cluster.target.settings.response_timeout();
    }

    async fn rest(&mut self) -> Result<(), RedisError> {
        if Instant::now() >= self.deadline {
            return Err(late(&self.cluster, self.last.as_ref(), &[]));
        }
        self.turn += 1;
        pause(self.turn, self.deadline).await;
        Ok(())
    }
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterReply {
    /// It is the answer.
    Done,
    /// The request was not carried out, and goes to another node.
    Again,
}

/// Sends a blocking request on a dedicated socket at the node that has its slot, and on to the next one when that lets go
/// of it before it had something. `Unwritten`: the instance has moved to another generation.
pub(crate) async fn blocking<R: Request>(
    generation: &Arc<Generation>,
    cluster: &Arc<Cluster>,
    request: R,
    wait: BlockTime,
    stays: bool,
) -> Result<R::Reply, SendError<R::Reply>> {
    let anchor = request.anchor().map_err(SendError::Failed)?;
    let deadline = Instant::now() + cluster.target.settings.response_timeout();
    let mut trail = Redirects::new(cluster, anchor, deadline);
    let began = Instant::now();
    let mut rest: Option<Cmd> = None;
    let mut left = wait;
    loop {
        if !stays && generation.is_retired() && rest.is_none() {
            return Err(SendError::Unwritten);
        }
        let node = trail.node(0).await.map_err(SendError::Failed)?;
        let taken = trail.lease(generation, &node, stays).await;
        let Some(mut lease) = taken.map_err(SendError::Failed)? else {
            continue;
        };
        let asked = Instant::now();
        let sent = match &rest {
            None => lease.send(request, Some(left), stays).await,
            Some(rest) => match lease.send(One(rest), Some(left), stays).await {
                Ok(value) => R::from_one(value).ok_or(SendError::Unwritten),
                Err(SendError::Unwritten) => Err(SendError::Unwritten),
                Err(SendError::Failed(error)) => Err(SendError::Failed(error)),
                Err(SendError::Released(value)) => match R::from_one(value) {
                    Some(value) => Err(SendError::Released(value)),
                    None => Err(SendError::Unwritten),
                },
            },
        };
        let reply = match sent {
            Ok(reply) => reply,
            Err(SendError::Unwritten) => continue,
            Err(SendError::Failed(error)) => {
                cluster.refresh();
                return Err(SendError::Failed(error));
            }
            // The instance was switched: what is left of its time is for the next generation.
            Err(released) => return Err(released),
        };
        let turn = match R::only(&reply) {
            Some(value) => trail.heed(&node, value).await.map_err(SendError::Failed)?,
            None => AfterReply::Done,
        };
        if turn == AfterReply::Done {
            lease.give_back();
            return Ok(reply);
        }
        lease.give_back();
        // What it has waited counts; a node that sends it on at once has not let it wait.
        if asked.elapsed() > WAITED {
            trail.extend();
            left = wait.less(began.elapsed());
            match request.shortened(left) {
                Some(shorter) => rest = Some(shorter),
                None => return Ok(R::from_one(Value::Nil).unwrap_or(reply)),
            }
        }
    }
}
