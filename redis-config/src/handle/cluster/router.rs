//! Sends commands to the nodes that have their slots, and follows their redirects until each has a reply.
//!
//! One attempt sends one batch to each node, all at the same time. The next attempt sends what has no reply yet. A command
//! whose batch was written and lost ends the request: no command is written twice.

use std::sync::Arc;

use futures_util::future::join_all;
use redis::{Pipeline, RedisError};
use tokio::time::Instant;

use super::context::{RouteContext, RouteError};
use super::node_batch::{NodeBatch, Outcome};
use super::redirects::Redirects;
use super::routed_command::RoutedCommand;
use crate::command::key_slot::KeySlot;
use crate::handle::command_error;
use crate::handle::command_error::outcome_is_unknown;
use crate::handle::node::node::Node;

/// Sends every command until it has a reply. Commands for the same node keep their order.
///
/// At the deadline it gives up, with the last reply of a command if there was one. If one command fails and others were run,
/// the error reports that the request was run in part.
pub(crate) async fn execute(
    context: &mut RouteContext<'_>,
    commands: &mut [RoutedCommand<'_>],
    whole: Option<&Pipeline>,
    deadline: Instant,
) -> Result<(), RouteError> {
    let failed = match execute_each(context, commands, whole, deadline).await {
        Err(RouteError::Failed(error)) => error,
        other => return other,
    };
    let in_part = commands.iter().any(|command| command.reply.is_some());
    Err(RouteError::Failed(
        if in_part && !outcome_is_unknown(&failed) {
            command_error::in_part(&context.cluster.target.settings, &failed)
        } else {
            failed
        },
    ))
}

async fn execute_each(
    context: &mut RouteContext<'_>,
    commands: &mut [RoutedCommand<'_>],
    whole: Option<&Pipeline>,
    deadline: Instant,
) -> Result<(), RouteError> {
    let cluster = Arc::clone(context.cluster);
    let mut redirects = Redirects::new(&cluster, deadline);
    let mut written = false;
    while commands.iter().any(|command| command.reply.is_none()) {
        redirects.begin_attempt();
        // Once something was written, the rest belongs to the same generation.
        if !written && context.has_left() {
            return Err(RouteError::Left);
        }
        let groups = group_by_node(context, commands);
        let mut wait = groups.is_empty();
        if wait {
            cluster.refresh();
        }
        let sends: Vec<_> = groups
            .iter()
            .map(|(node, positions)| {
                let batch = NodeBatch::new(commands, positions, whole);
                let shared = context.bindings.shared(node, context.pinned);
                batch.send(&cluster, node, shared, context.pinned || written, deadline)
            })
            .collect();
        // Returned once all replies of this attempt are kept.
        let mut failed: Option<RedisError> = None;
        for ((node, positions), (socket, outcome)) in groups.iter().zip(join_all(sends).await) {
            if let Some((socket, epoch)) = socket {
                context.bindings.bind(node, &socket, epoch);
            }
            match outcome {
                Outcome::Replied(replies) => {
                    written = true;
                    for (position, reply) in positions.iter().zip(replies) {
                        let is_last = redirects.is_late();
                        wait |= commands[*position].apply_reply(&cluster, node, reply, is_last);
                    }
                }
                Outcome::Unwritten => {}
                Outcome::NoSocket(error) => {
                    for position in positions {
                        commands[*position].route.reset();
                    }
                    match redirects.note_unreachable(error) {
                        Ok(must_wait) => wait |= must_wait,
                        Err(error) => failed = failed.or(Some(error)),
                    }
                }
                Outcome::Failed(error) => failed = Some(error),
            }
        }
        if let Some(failed) = failed {
            return Err(failed.into());
        }
        if let Some(slot) = open_slot(commands) {
            redirects.end_attempt(wait, slot).await?;
        }
    }
    Ok(())
}

/// The slot of a command without a reply, if there is such a command: one with a key, if possible.
fn open_slot(commands: &[RoutedCommand<'_>]) -> Option<KeySlot> {
    let open = commands.iter().filter(|command| command.reply.is_none());
    open.map(|command| command.route.key_slot)
        .reduce(|one, other| if one.is_keyed() { one } else { other })
}

/// The commands without a reply, by the node that gets them now. A command that no node can take now is in no group.
fn group_by_node(
    context: &RouteContext<'_>,
    commands: &[RoutedCommand<'_>],
) -> Vec<(Arc<Node>, Vec<usize>)> {
    let table = context.cluster.table();
    let mut groups: Vec<(Arc<Node>, Vec<usize>)> = Vec::new();
    for (position, command) in commands.iter().enumerate() {
        if command.reply.is_some() {
            continue;
        }
        let Some(node) = command.route.node(context.cluster, &table, context.turn) else {
            continue;
        };
        let mut known = groups.iter_mut();
        match known.find(|(known, _)| Arc::ptr_eq(known, &node)) {
            Some((_, positions)) => positions.push(position),
            None => groups.push((node, vec![position])),
        }
    }
    groups
}
