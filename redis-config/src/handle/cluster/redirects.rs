//! What a client does about `MOVED`, `ASK`, `TRYAGAIN` and `CLUSTERDOWN`, and for how long.
//!
//! Every redirect means that the node did nothing, so the command may be sent again. `MOVED` corrects the routing table at
//! once and has it refreshed; `ASK` changes nothing but the next attempt, because the slot is still being moved. The other
//! replies ask for patience.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use redis::{RedisError, ServerErrorKind, Value};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::cluster::Cluster;
use super::routing_table::RoutingTable;
use crate::command::key_slot::KeySlot;
use crate::connect::cluster::redirect::Redirect;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error;
use crate::handle::node::node::Node;
use crate::random::fraction;
use crate::settings::Endpoint;
use redis_config_rules::duration;

/// Redirects that are followed without a pause between them: two nodes can each believe that the other one has the slot.
const HOPS_WITHOUT_PAUSE: u32 = 3;

/// What a reply means for its command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterReply {
    /// It is the reply for the caller.
    Done,
    /// The command was not run. Send it again, to the next node of its route.
    Again,
    /// The same, after a pause.
    Wait,
}

/// The node that a command goes to next.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    /// The one of the routing table.
    Mapped,
    /// The one that a `MOVED` named.
    At(Endpoint),
    /// The one that an `ASK` named: once, after `ASKING`.
    Ask(Endpoint),
}

/// Where one command, or one transaction, goes.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) key_slot: KeySlot,
    /// A replica may answer it.
    pub(crate) reads: bool,
    next: Next,
}

impl Route {
    pub(crate) fn new(key_slot: KeySlot, reads: bool) -> Self {
        Self {
            key_slot,
            reads,
            next: Next::Mapped,
        }
    }

    /// Whether `ASKING` has to come before it.
    pub(crate) fn asks(&self) -> bool {
        matches!(self.next, Next::Ask(_))
    }

    /// The next node; `None` if the table has none for this slot.
    ///
    /// Commands of one batch share a table, so that those of one slot keep their order while the table changes.
    pub(crate) fn node(
        &self,
        cluster: &Cluster,
        table: &RoutingTable,
        turn: usize,
    ) -> Option<Arc<Node>> {
        match &self.next {
            Next::At(endpoint) | Next::Ask(endpoint) => Some(cluster.node_at(endpoint)),
            Next::Mapped => {
                let reads = self.reads && cluster.reads_replicas();
                table.node(self.key_slot, reads, turn).map(Arc::clone)
            }
        }
    }

    /// Back to the node of the routing table.
    pub(crate) fn reset(&mut self) {
        self.next = Next::Mapped;
    }

    /// Follows a reply of `node`, if it is a redirect.
    pub(crate) fn apply_reply(
        &mut self,
        cluster: &Arc<Cluster>,
        node: &Node,
        reply: &Value,
    ) -> AfterReply {
        match redirect_of(node, reply) {
            Some(redirect) => self.follow(cluster, redirect),
            None => AfterReply::Done,
        }
    }

    pub(crate) fn follow(&mut self, cluster: &Arc<Cluster>, redirect: Redirect) -> AfterReply {
        self.next = match redirect {
            Redirect::Moved(slot, to) => {
                let to = cluster.reachable_endpoint(to);
                cluster.note_moved(slot, &to);
                Next::At(to)
            }
            Redirect::Ask(to) => Next::Ask(cluster.reachable_endpoint(to)),
            Redirect::TryAgain => {
                self.reset();
                return AfterReply::Wait;
            }
            // A node that became a replica refuses writes and unblocks its clients: the table is out of date.
            Redirect::Down | Redirect::ReadOnly | Redirect::Unblocked => {
                cluster.refresh();
                self.reset();
                return AfterReply::Wait;
            }
            // The caller's to see, as from a single server.
            Redirect::Loading | Redirect::PrimaryDown => return AfterReply::Done,
        };
        self.reads = false;
        AfterReply::Again
    }
}

/// The redirect that a reply of `node` contains.
pub(crate) fn redirect_of(node: &Node, reply: &Value) -> Option<Redirect> {
    match reply {
        Value::ServerError(error) => Redirect::read(error, &node.locator.server()?.endpoint),
        _ => None,
    }
}

pub(crate) fn is_noscript(reply: &Value) -> bool {
    matches!(reply, Value::ServerError(error) if error.kind() == Some(ServerErrorKind::NoScript))
}

/// Bounds the attempts of one request: the deadline, the pauses between attempts, and the error at the end.
pub(crate) struct Redirects {
    cluster: Arc<Cluster>,
    pub(crate) deadline: Instant,
    table_changes: watch::Receiver<u64>,
    attempts: u32,
    last_error: Option<ConnectError>,
}

impl Redirects {
    pub(crate) fn new(cluster: &Arc<Cluster>, deadline: Instant) -> Self {
        cluster.ensure_refreshing();
        Self {
            cluster: Arc::clone(cluster),
            deadline,
            table_changes: cluster.table_changes(),
            attempts: 0,
            last_error: None,
        }
    }

    pub(crate) fn cluster(&self) -> &Arc<Cluster> {
        &self.cluster
    }

    /// Begins an attempt. A table that changes from here on ends the pause after it.
    pub(crate) fn begin_attempt(&mut self) {
        self.table_changes.mark_unchanged();
    }

    pub(crate) fn is_late(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Notes that a node had no socket to offer; without an error, because the table changed while the caller waited for one.
    /// `true` if the next attempt has to wait.
    ///
    /// # Errors
    ///
    /// The node will have none until its configuration changes.
    pub(crate) fn note_unreachable(
        &mut self,
        error: Option<ConnectError>,
    ) -> Result<bool, RedisError> {
        match error {
            None => Ok(false),
            Some(error) if error.is_transient() => {
                self.last_error = Some(error);
                Ok(true)
            }
            Some(error) => Err(command_error::unsent(&error)),
        }
    }

    /// Ends an attempt. Pauses if that attempt asks for it, until the table changes at most; and after too many redirects, to
    /// keep two nodes that redirect to each other from being flooded.
    ///
    /// # Errors
    ///
    /// The deadline has passed.
    pub(crate) async fn end_attempt(
        &mut self,
        wait: bool,
        slot: KeySlot,
    ) -> Result<(), RedisError> {
        if self.is_late() {
            return Err(self.late(slot));
        }
        self.attempts += 1;
        // Longer each time, and not the same for all callers.
        let longest = Duration::from_millis(5) * (1 << self.attempts.min(4));
        let left = self.deadline.saturating_duration_since(Instant::now());
        let pause = sleep(left.min(longest.mul_f64(0.5 + 0.5 * fraction())));
        if wait {
            select(pin!(self.table_changes.changed()), pin!(pause)).await;
        } else if self.attempts > HOPS_WITHOUT_PAUSE {
            pause.await;
        }
        Ok(())
    }

    /// The error of a request that no node took in time.
    pub(crate) fn late(&self, slot: KeySlot) -> RedisError {
        let state = self.cluster.aggregate.publisher().state();
        if let Some(error) = self.last_error.as_ref().or(state.last_error()) {
            return command_error::unsent(error);
        }
        let limit = duration::format(self.cluster.target.settings.response_timeout());
        let text = match slot {
            KeySlot::Slot(slot) if self.cluster.table().map.covered() > 0 => {
                format!("no node of the cluster took slot {slot} within {limit}")
            }
            _ => format!("no node of the cluster was found within {limit}"),
        };
        command_error::unsent(&self.cluster.target.error(
            ConnectErrorKind::Timeout,
            text,
            "see `CLUSTER INFO` and `CLUSTER SLOTS` on one of the nodes",
        ))
    }
}

/// Waits for a socket of `node` until the routing table changes: the slot may have another node then. `None` if it did, or
/// if the node left the cluster.
pub(crate) async fn unless_table_changes<T>(
    cluster: &Arc<Cluster>,
    node: &Node,
    socket: impl Future<Output = Result<T, ConnectError>>,
) -> Result<Option<T>, ConnectError> {
    let mut table_changes = cluster.table_changes();
    table_changes.mark_unchanged();
    match select(pin!(socket), pin!(table_changes.changed())).await {
        Either::Left((Err(_), _)) if node.is_closed() && !cluster.is_closed() => Ok(None),
        Either::Left((socket, _)) => socket.map(Some),
        Either::Right(_) => Ok(None),
    }
}
