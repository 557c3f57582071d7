//! A transaction on its way: whole, to one node.

use std::sync::Arc;

use redis::{Pipeline, RedisError, RedisResult, ServerError, Value};
use tokio::time::Instant;

use super::context::{RouteContext, RouteError};
use super::node_batch::socket;
use super::router::{HOPS, Next, Step, follow, late, redirection};
use super::routing_table::RouteTo;
use super::topology_refresh::pause;
use crate::command::route::{Destination, Unroutable, route};
use crate::connect::cluster::redirect::Redirect;
use crate::connect::socket::socket::Socket;
use crate::error::ConnectError;
use crate::handle::command_error;
use crate::handle::node::node::Node;

/// The slot of a transaction; `None` if it has no keys.
fn slot_of(pipeline: &Pipeline) -> Result<Option<u16>, RedisError> {
    let refuse = |refused: Unroutable| refused.refusal("a transaction");
    let mut found = None;
    for command in pipeline.cmd_iter() {
        let slot = match route(command).map_err(refuse)?.destination {
            Destination::Slot(slot) => slot,
            // Inside a transaction a command is for the node of the transaction.
            Destination::Any | Destination::Primaries(_) => continue,
            Destination::Split { .. } => {
                let parts = crate::command::split::split(command, 1);
                let slots: Vec<_> = parts.iter().map(|part| part.slot).collect();
                let (first, second) = (slots.first(), slots.get(1));
                let (first, second) = (first.copied(), second.copied());
                let refused =
                    Unroutable::CrossSlot(first.unwrap_or_default(), second.unwrap_or_default());
                return Err(refuse(refused));
            }
        };
        match found {
            Some(first) if first != slot => {
                return Err(refuse(Unroutable::CrossSlot(first, slot)));
            }
            _ => found = Some(slot),
        }
    }
    Ok(found)
}

/// Carries a transaction to its answer. A node that has refused one of its commands carries out none of them, so it can be
/// sent elsewhere.
pub(crate) async fn transaction(
    crew: &mut RouteContext<'_>,
    pipeline: &Pipeline,
    offset: usize,
    count: usize,
    deadline: Instant,
) -> Result<Vec<Value>, RouteError> {
    let cluster = Arc::clone(crew.cluster);
    cluster.ensure_navigated();
    let way = slot_of(pipeline)?.map_or(RouteTo::Any, RouteTo::Slot);
    let mut last: Option<ConnectError> = None;
    let mut next = Next::Mapped;
    let mut turn = 0;
    loop {
        if crew.has_left() {
            return Err(RouteError::Left);
        }
        let mut wait = false;
        match choose(crew, way, &next) {
            None => {
                cluster.refresh();
                wait = true;
            }
            Some(node) => {
                let slot = crew.berths.slot(&node, crew.pinned);
                match socket(&cluster, &node, &slot, crew.pinned, deadline).await {
                    // The map has changed.
                    Ok(None) => next = Next::Mapped,
                    Err(error) if !error.is_transient() => {
                        return Err(command_error::unsent(&error).into());
                    }
                    Err(error) => {
                        last = Some(error);
                        next = Next::Mapped;
                        wait = true;
                    }
                    Ok(Some((link, epoch))) => {
                        crew.berths.bind(&node, &link, epoch);
                        let asks = matches!(next, Next::Ask(_));
                        let written = link.written();
                        let result = send(&link, pipeline, offset, count, asks).await;
                        let redirect = match &result {
                            Ok(values) => values.last().and_then(|last| redirection(&node, last)),
                            Err(error) if !command_error::is_connection_lost(error) => {
                                refused(&node, error)
                            }
                            Err(error) => {
                                cluster.refresh();
                                if link.written() != written {
                                    let settings = &cluster.target.settings;
                                    return Err(command_error::unknown(
                                        settings,
                                        link.lost(),
                                        error,
                                    )
                                    .into());
                                }
                                continue;
                            }
                        };
                        let step = redirect
                            .filter(|_| Instant::now() < deadline)
                            .map_or(Step::Keep, |redirect| follow(&cluster, redirect));
                        match step {
                            Step::Go(to) => next = to,
                            Step::Wait => {
                                next = Next::Mapped;
                                wait = true;
                            }
                            Step::Keep => return result.map_err(Into::into),
                        }
                    }
                }
            }
        }
        if Instant::now() >= deadline {
            return Err(late(&cluster, last.as_ref(), &[]).into());
        }
        turn += 1;
        if wait || turn > HOPS {
            pause(turn, deadline).await;
        }
    }
}

fn choose(crew: &RouteContext<'_>, way: RouteTo, next: &Next) -> Option<Arc<Node>> {
    match next {
        Next::At(endpoint) | Next::Ask(endpoint) => Some(crew.cluster.node_at(endpoint)),
        Next::Mapped => crew
            .cluster
            .table()
            .node(way, false, crew.turn)
            .map(Arc::clone),
    }
}

/// Sends it, with `ASKING` in front of it where that is wanted: it holds until the end of the transaction.
async fn send(
    link: &Socket,
    pipeline: &Pipeline,
    offset: usize,
    count: usize,
    asks: bool,
) -> RedisResult<Vec<Value>> {
    let mut wire = link.sender();
    if !asks {
        return wire.send_all(pipeline, offset, count).await;
    }
    let mut asking = Pipeline::with_capacity(pipeline.len() + 3);
    asking.cmd("ASKING").cmd("MULTI");
    for command in pipeline.cmd_iter() {
        asking.add_command(command.clone());
    }
    asking.cmd("EXEC");
    let mut values = wire.send_all(&asking, 0, asking.len()).await?;
    let queued = values.len().saturating_sub(1);
    // What was refused when it was queued says more than the `EXEC` that was refused for it.
    let said = values
        .iter()
        .take(queued)
        .position(|value| matches!(value, Value::ServerError(_)));
    Ok(vec![values.swap_remove(said.unwrap_or(queued))])
}

/// Where to, when a command of the transaction was refused as it was queued.
fn refused(node: &Node, error: &RedisError) -> Option<Redirect> {
    let errors = error.clone().into_server_errors()?;
    let redirect =
        |(_, error): &(usize, ServerError)| redirection(node, &Value::ServerError(error.clone()));
    errors.iter().find_map(redirect)
}
