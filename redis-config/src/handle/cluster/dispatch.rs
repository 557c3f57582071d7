//! Splits a request into routed commands, and joins their replies to its reply.

use std::borrow::Cow;
use std::sync::Arc;

use redis::{Cmd, Pipeline, Value};
use tokio::time::Instant;

use super::cluster::Cluster;
use super::context::{RouteContext, RouteError};
use super::redirects::{Redirects, is_noscript, redirect_of};
use super::routed_command::RoutedCommand;
use super::router::execute;
use super::transaction::transaction;
use crate::command::key_slot::KeySlot;
use crate::command::route::{Destination, Route, command_name, route};
use crate::command::spec::ResponsePolicy;
use crate::command::split_by_slot::{join, split};
use crate::handle::node::node::Node;

/// The reply of the first node, if that did not run the command.
pub(crate) struct FirstReply {
    pub(crate) node: Arc<Node>,
    pub(crate) reply: Value,
}

impl FirstReply {
    /// Whether a reply means that the node did not run the command.
    pub(crate) fn is_one(node: &Node, reply: &Value) -> bool {
        matches!(reply, Value::ServerError(_))
            && (redirect_of(node, reply).is_some() || is_noscript(reply))
    }
}

impl Cluster {
    /// The node that a command goes to, if it goes to one, and that is known.
    #[inline]
    pub(crate) fn node_of(&self, command: &Cmd, turn: usize) -> Option<Arc<Node>> {
        let route = route(command).ok()?;
        let key_slot = match route.destination {
            Destination::Slot(slot) => KeySlot::Slot(slot),
            Destination::Any => KeySlot::Any,
            Destination::Split { .. } | Destination::Primaries(_) => return None,
        };
        let reads = route.reads && self.reads_replicas();
        self.table().node(key_slot, reads, turn).map(Arc::clone)
    }
}

/// How the replies to the routed commands of one command become its reply.
enum CommandSplit {
    /// It is the reply of the next routed command.
    Next,
    /// It is made of the replies of the next ones, and of the positions of their keys.
    Joined(ResponsePolicy, Vec<Vec<usize>>),
}

impl CommandSplit {
    /// Adds the routed commands of a command: one, or one for each slot of its keys, or one for each shard.
    fn new<'a>(
        command: &'a Cmd,
        route: Route,
        cluster: &Cluster,
        commands: &mut Vec<RoutedCommand<'a>>,
    ) -> Self {
        let whole = Cow::Borrowed(command);
        let mut add = |command, slot| commands.push(RoutedCommand::new(command, slot, route.reads));
        match route.destination {
            Destination::Any => add(whole, KeySlot::Any),
            Destination::Slot(slot) => add(whole, KeySlot::Slot(slot)),
            Destination::Split { join, step } => {
                let parts = split(command, step).into_iter().map(|part| {
                    add(Cow::Owned(part.command), KeySlot::Slot(part.slot));
                    part.key_indices
                });
                return Self::Joined(join, parts.collect());
            }
            Destination::Primaries(join) => {
                let slots = cluster.one_slot_per_shard();
                for slot in &slots {
                    add(whole.clone(), KeySlot::Slot(*slot));
                }
                return Self::Joined(join, vec![Vec::new(); slots.len()]);
            }
        }
        Self::Next
    }

    fn join(self, replies: &mut impl Iterator<Item = Value>) -> Value {
        let mut next = || replies.next().unwrap_or_default();
        match self {
            Self::Next => next(),
            Self::Joined(policy, parts) => {
                let replies = parts.into_iter().map(|keys| (keys, next()));
                join(policy, replies.collect())
            }
        }
    }
}

/// The route of a command. One for every primary is known once the slot map is: waits for that.
async fn route_when_known(
    context: &RouteContext<'_>,
    command: &Cmd,
    deadline: Instant,
) -> Result<Route, RouteError> {
    let route = route(command).map_err(|refused| refused.refusal(&command_name(command)))?;
    if !matches!(route.destination, Destination::Primaries(_)) {
        return Ok(route);
    }
    let mut redirects = Redirects::new(context.cluster, deadline);
    loop {
        redirects.begin_attempt();
        if context.has_left() {
            return Err(RouteError::Left);
        }
        if context.cluster.table().map.covered() > 0 {
            return Ok(route);
        }
        redirects.end_attempt(true, KeySlot::Any).await?;
    }
}

fn deadline(context: &RouteContext<'_>) -> Instant {
    Instant::now() + context.cluster.target.settings.response_timeout()
}

fn replies(commands: Vec<RoutedCommand<'_>>) -> impl Iterator<Item = Value> {
    commands
        .into_iter()
        .map(|command| command.reply.unwrap_or_default())
}

/// Runs one command.
pub(crate) async fn one(
    context: &mut RouteContext<'_>,
    command: &Cmd,
    first: Option<FirstReply>,
) -> Result<Value, RouteError> {
    let deadline = deadline(context);
    let route = route_when_known(context, command, deadline).await?;
    let mut commands = Vec::new();
    let split = CommandSplit::new(command, route, context.cluster, &mut commands);
    if let (Some(first), [only]) = (first, commands.as_mut_slice()) {
        only.apply_reply(context.cluster, &first.node, first.reply, false);
    }
    execute(context, &mut commands, None, deadline).await?;
    Ok(split.join(&mut replies(commands)))
}

/// Runs a pipeline. A transaction goes whole to one node; of any other pipeline each node gets a part, and the replies come
/// back in the order of its commands.
pub(crate) async fn many(
    context: &mut RouteContext<'_>,
    pipeline: &Pipeline,
    offset: usize,
    count: usize,
) -> Result<Vec<Value>, RouteError> {
    let deadline = deadline(context);
    if pipeline.is_transaction() {
        return transaction(context, pipeline, offset, count, deadline).await;
    }
    let mut routes = Vec::with_capacity(pipeline.len());
    for command in pipeline.cmd_iter() {
        routes.push(route_when_known(context, command, deadline).await?);
    }
    let mut commands = Vec::with_capacity(routes.len());
    let splits = pipeline.cmd_iter().zip(routes);
    let splits: Vec<_> = splits
        .map(|(command, route)| CommandSplit::new(command, route, context.cluster, &mut commands))
        .collect();
    let whole = (commands.len() == pipeline.len()).then_some(pipeline);
    execute(context, &mut commands, whole, deadline).await?;
    let mut replies = replies(commands);
    let values = splits.into_iter().map(|split| split.join(&mut replies));
    Ok(values.skip(offset).take(count).collect())
}
