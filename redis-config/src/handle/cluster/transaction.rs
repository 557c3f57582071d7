//! Transactions: whole, to one node.
//!
//! A node that refuses one of the commands when it is queued runs none of them at `EXEC`, so the whole transaction may be
//! sent to another node. That is what makes `MOVED` and `ASK` safe here.

use std::sync::Arc;

use redis::{Pipeline, RedisError, ServerError, Value};
use tokio::time::Instant;

use super::context::{RouteContext, RouteError};
use super::node_batch::{NodeBatch, Outcome};
use super::redirects::{AfterReply, Redirects, Route, redirect_of};
use crate::command::key_slot::KeySlot;
use crate::connect::cluster::redirect::Redirect;
use crate::handle::node::node::Node;

/// Sends a transaction, follows its redirects and returns its replies.
pub(crate) async fn transaction(
    context: &mut RouteContext<'_>,
    pipeline: &Pipeline,
    offset: usize,
    count: usize,
    deadline: Instant,
) -> Result<Vec<Value>, RouteError> {
    let cluster = Arc::clone(context.cluster);
    let mut redirects = Redirects::new(&cluster, deadline);
    let mut route = Route::new(KeySlot::transaction(pipeline)?, false);
    loop {
        redirects.begin_attempt();
        if context.has_left() {
            return Err(RouteError::Left);
        }
        let node = route.node(&cluster, &cluster.table(), context.turn);
        let wait = match node {
            None => {
                cluster.refresh();
                true
            }
            Some(node) => {
                let batch = NodeBatch::transaction(pipeline, offset, count, route.asks());
                let shared = context.bindings.shared(&node, context.pinned);
                let sent = batch.send(&cluster, &node, shared, context.pinned, deadline);
                let (socket, outcome) = sent.await;
                if let Some((socket, epoch)) = socket {
                    context.bindings.bind(&node, &socket, epoch);
                }
                let redirect = match &outcome {
                    Outcome::Replied(replies) => {
                        replies.last().and_then(|exec| redirect_of(&node, exec))
                    }
                    Outcome::Failed(error) => redirect_of_queued(&node, error),
                    Outcome::Unwritten | Outcome::NoSocket(_) => None,
                };
                let after = redirect.map_or(AfterReply::Done, |redirect| {
                    route.follow(&cluster, redirect)
                });
                let is_final = after == AfterReply::Done || redirects.is_late();
                match outcome {
                    Outcome::Replied(replies) if is_final => return Ok(replies),
                    Outcome::Failed(error) if is_final => return Err(error.into()),
                    Outcome::NoSocket(error) => {
                        route.reset();
                        redirects.note_unreachable(error)?
                    }
                    _ => after == AfterReply::Wait,
                }
            }
        };
        redirects.end_attempt(wait, KeySlot::Any).await?;
    }
}

/// The redirect in the refusal of a queued command.
fn redirect_of_queued(node: &Node, error: &RedisError) -> Option<Redirect> {
    let errors = error.clone().into_server_errors()?;
    let redirect =
        |(_, error): &(usize, ServerError)| redirect_of(node, &Value::ServerError(error.clone()));
    errors.iter().find_map(redirect)
}
