//! Commands on their way: to the nodes that have their slots, and on to others when a node says so.

use std::borrow::Cow;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{join_all, select};
use redis::{Cmd, Pipeline, RedisError, ServerErrorKind, Value};
use tokio::time::Instant;

use super::cluster::Cluster;
use super::context::{RouteContext, RouteError};
use super::node_batch::{Outcome, gather, send};
use super::routing_table::RouteTo;
use super::topology_refresh::pause;
use crate::connect::cluster::redirect::Redirect;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error;
use crate::handle::command_error::outcome_is_unknown;
use crate::handle::node::node::Node;
use crate::handle::node::server_condition_log::ServerCondition;
use crate::settings::Endpoint;

/// Hops from node to node before there is a pause between them: two nodes can each believe the other has the slot.
pub(crate) const HOPS: u32 = 3;

/// Where a command goes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Where the map says.
    Mapped,
    /// Where a node has said.
    At(Endpoint),
    /// There, once, after `ASKING`.
    Ask(Endpoint),
}

/// One command on its way.
pub(crate) struct RoutedCommand<'a> {
    pub(crate) command: Cow<'a, Cmd>,
    pub(crate) way: RouteTo,
    /// A replica may answer it.
    pub(crate) reads: bool,
    pub(crate) next: Next,
    pub(crate) answer: Option<Value>,
}

impl<'a> RoutedCommand<'a> {
    pub(crate) fn new(command: Cow<'a, Cmd>, way: RouteTo, reads: bool) -> Self {
        Self {
            command,
            way,
            reads,
            next: Next::Mapped,
            answer: None,
        }
    }

    pub(crate) fn asks(&self) -> bool {
        matches!(self.next, Next::Ask(_))
    }

    /// Takes an answer in, or notes where to go on. `true` if that is to wait a little.
    pub(crate) fn heed(&mut self, cluster: &Arc<Cluster>, node: &Arc<Node>, value: Value) -> bool {
        let Some(redirect) = redirection(node, &value) else {
            let replica = self.reads && !cluster.table().is_primary(node);
            if replica && is_noscript(&value) {
                self.reads = false;
                return false;
            }
            if let Some(complaint) = ServerCondition::of(&value) {
                node.hear(complaint);
            }
            self.answer = Some(value);
            return false;
        };
        let replica = self.reads && !cluster.table().is_primary(node);
        self.next = Next::Mapped;
        match follow(cluster, redirect) {
            Step::Go(next) => {
                self.reads = false;
                self.next = next;
                false
            }
            Step::Wait => true,
            Step::Keep if replica => {
                self.reads = false;
                false
            }
            Step::Keep => {
                self.answer = Some(value);
                false
            }
        }
    }
}

/// What to do about a command that a node did not carry out.
pub(crate) enum Step {
    /// Send it there.
    Go(Next),
    /// Send it again, a little later.
    Wait,
    /// It is the caller's to see, as from a single server.
    Keep,
}

/// Learns from an answer that says that a command goes elsewhere, and says where.
pub(crate) fn follow(cluster: &Arc<Cluster>, redirect: Redirect) -> Step {
    match redirect {
        Redirect::Moved(slot, to) => {
            let to = cluster.reach(to);
            cluster.note_moved(slot, &to);
            Step::Go(Next::At(to))
        }
        Redirect::Ask(to) => Step::Go(Next::Ask(cluster.reach(to))),
        Redirect::TryAgain => Step::Wait,
        Redirect::Down | Redirect::ReadOnly => {
            cluster.refresh();
            Step::Wait
        }
        Redirect::Loading | Redirect::PrimaryDown | Redirect::Unblocked => Step::Keep,
    }
}

/// What an answer says of where a command should have gone.
pub(crate) fn redirection(node: &Node, value: &Value) -> Option<Redirect> {
    match value {
        Value::ServerError(error) => Redirect::read(error, &node.locator.place()?.endpoint),
        _ => None,
    }
}

pub(crate) fn is_noscript(value: &Value) -> bool {
    matches!(value, Value::ServerError(error) if error.kind() == Some(ServerErrorKind::NoScript))
}

/// Carries every command to its answer. Of commands for one node the order is kept.
///
/// Gives up at the deadline, with the last answer where there was one. What failed with others of which some were carried
/// out was carried out in part, whatever became of itself.
pub(crate) async fn execute(
    crew: &mut RouteContext<'_>,
    errands: &mut [RoutedCommand<'_>],
    whole: Option<&Pipeline>,
    deadline: Instant,
) -> Result<(), RouteError> {
    let failed = match execute_each(crew, errands, whole, deadline).await {
        Err(RouteError::Failed(error)) => error,
        other => return other,
    };
    let in_part = errands.iter().any(|errand| errand.answer.is_some());
    Err(RouteError::Failed(
        if in_part && !outcome_is_unknown(&failed) {
            command_error::in_part(&crew.cluster.target.settings, &failed)
        } else {
            failed
        },
    ))
}

async fn execute_each(
    crew: &mut RouteContext<'_>,
    errands: &mut [RoutedCommand<'_>],
    whole: Option<&Pipeline>,
    deadline: Instant,
) -> Result<(), RouteError> {
    let cluster = Arc::clone(crew.cluster);
    cluster.ensure_navigated();
    let mut changes = cluster.changes();
    let mut last: Option<ConnectError> = None;
    let mut turn = 0;
    let mut written = false;
    loop {
        changes.mark_unchanged();
        if errands.iter().all(|errand| errand.answer.is_some()) {
            return Ok(());
        }
        if !written && crew.has_left() {
            return Err(RouteError::Left);
        }
        let groups = group(crew, errands);
        let sends: Vec<_> = groups
            .iter()
            .map(|(node, members)| {
                let request = gather(errands, members, whole);
                let slot = crew.berths.slot(node, crew.pinned);
                let stays = crew.pinned || written;
                send(&cluster, node, slot, request, stays, deadline)
            })
            .collect();
        let mut wait = groups.is_empty();
        // Told once all answers of this round are taken in.
        let mut failed: Option<RedisError> = None;
        for ((node, members), (socket, outcome)) in groups.iter().zip(join_all(sends).await) {
            if let Some((link, epoch)) = socket {
                crew.berths.bind(node, &link, epoch);
            }
            match outcome {
                Outcome::Answered(values) => {
                    written = true;
                    for (member, value) in members.iter().zip(values) {
                        let late = Instant::now() >= deadline;
                        let kept = late.then(|| value.clone());
                        wait |= errands[*member].heed(&cluster, node, value);
                        if let (Some(value), None) = (kept, &errands[*member].answer) {
                            errands[*member].answer = Some(value);
                        }
                    }
                }
                Outcome::Unwritten => cluster.refresh(),
                Outcome::NoSocket(error) => {
                    if let Some(error) = error {
                        if !error.is_transient() {
                            failed = failed.or(Some(command_error::unsent(&error)));
                        }
                        last = Some(error);
                    }
                    for member in members {
                        errands[*member].next = Next::Mapped;
                    }
                    wait = true;
                }
                Outcome::Failed(error) => failed = Some(error),
            }
        }
        if let Some(failed) = failed {
            return Err(failed.into());
        }
        if Instant::now() >= deadline && errands.iter().any(|errand| errand.answer.is_none()) {
            return Err(late(&cluster, last.as_ref(), errands).into());
        }
        turn += 1;
        if wait || turn > HOPS {
            if groups.is_empty() {
                cluster.refresh();
            }
            let changed = pin!(changes.changed());
            let pause = pin!(pause(turn, deadline));
            select(changed, pause).await;
        }
    }
}

/// Which unanswered commands go to which node now. A command that no node can take now is in none.
fn group(crew: &RouteContext<'_>, errands: &[RoutedCommand<'_>]) -> Vec<(Arc<Node>, Vec<usize>)> {
    let table = crew.cluster.table();
    let replicas = crew.cluster.reads_replicas();
    let mut groups: Vec<(Arc<Node>, Vec<usize>)> = Vec::new();
    for (position, errand) in errands.iter().enumerate() {
        if errand.answer.is_some() {
            continue;
        }
        let node = match &errand.next {
            Next::At(endpoint) | Next::Ask(endpoint) => crew.cluster.node_at(endpoint),
            Next::Mapped => match table.node(errand.way, replicas && errand.reads, crew.turn) {
                Some(node) => Arc::clone(node),
                None => continue,
            },
        };
        match groups
            .iter_mut()
            .find(|(known, _)| Arc::ptr_eq(known, &node))
        {
            Some((_, members)) => members.push(position),
            None => groups.push((node, vec![position])),
        }
    }
    groups
}

/// The error of commands that found no node in time.
pub(crate) fn late(
    cluster: &Arc<Cluster>,
    last: Option<&ConnectError>,
    errands: &[RoutedCommand<'_>],
) -> RedisError {
    if let Some(error) = last {
        return command_error::unsent(error);
    }
    let state = cluster.board.outlet().state();
    if let Some(error) = state.last_error() {
        return command_error::unsent(error);
    }
    let limit = redis_config_rules::duration::format(cluster.target.settings.response_timeout());
    let slot = errands.iter().find_map(|errand| match errand.way {
        RouteTo::Slot(slot) if errand.answer.is_none() => Some(slot),
        _ => None,
    });
    let text = match slot {
        Some(slot) if cluster.table().map.covered() > 0 => {
            format!("no node of the cluster took slot {slot} within {limit}")
        }
        _ => format!("no node of the cluster was found within {limit}"),
    };
    command_error::unsent(&cluster.target.error(
        ConnectErrorKind::Timeout,
        text,
        "see `CLUSTER INFO` and `CLUSTER SLOTS` on one of the nodes",
    ))
}
