//! Splits a request into routed commands, and joins their replies to its reply.

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
use crate::command::split::{Part, join, split};
use crate::handle::node::node::Node;

/// The reply of the first node, if that did not run the command.
pub(crate) struct FirstReply {
    pub(crate) node: Arc<Node>,
    pub(crate) answer: Value,
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
    Joined(ResponsePolicy, Vec<Vec<usize>>),
}

/// A command with its route; and its parts, if its keys are in several slots.
struct Plan {
    route: Route,
    parts: Vec<Part>,
}

impl Plan {
    fn new(command: &Cmd) -> Result<Self, RouteError> {
        let route = route(command).map_err(|refused| refused.refusal(&command_name(command)))?;
        let parts = match route.destination {
            Destination::Split { step, .. } => split(command, step),
            _ => Vec::new(),
        };
        Ok(Self { route, parts })
    }

    /// Adds the routed commands of a command, and returns how to join their replies.
    fn add_to<'a>(
        &'a self,
        commands: &mut Vec<RoutedCommand<'a>>,
        command: &'a Cmd,
        cluster: &Cluster,
    ) -> CommandSplit {
        let reads = self.route.reads;
        let mut add =
            |command: &'a Cmd, slot| commands.push(RoutedCommand::new(command, slot, reads));
        match self.route.destination {
            Destination::Any => add(command, KeySlot::Any),
            Destination::Slot(slot) => add(command, KeySlot::Slot(slot)),
            Destination::Split { join, .. } => {
                for part in &self.parts {
                    add(&part.command, KeySlot::Slot(part.slot));
                }
                let places = self.parts.iter().map(|part| part.places.clone());
                return CommandSplit::Joined(join, places.collect());
            }
            Destination::Primaries(join) => {
                let slots = cluster.one_slot_per_shard();
                for slot in &slots {
                    add(command, KeySlot::Slot(*slot));
                }
                return CommandSplit::Joined(join, vec![Vec::new(); slots.len()]);
            }
        }
        CommandSplit::Next
    }

    /// A command for every primary can be routed once the slot map is known: waits for it.
    async fn wait_for_map(
        &self,
        context: &RouteContext<'_>,
        deadline: Instant,
    ) -> Result<(), RouteError> {
        if !matches!(self.route.destination, Destination::Primaries(_)) {
            return Ok(());
        }
        let mut redirects = Redirects::new(context.cluster, deadline);
        loop {
            redirects.begin_attempt();
            if context.has_left() {
                return Err(RouteError::Left);
            }
            if context.cluster.table().map.covered() > 0 {
                return Ok(());
            }
            redirects.end_attempt(true, KeySlot::Any).await?;
        }
    }
}

impl CommandSplit {
    fn join(self, replies: &mut impl Iterator<Item = Value>) -> Value {
        match self {
            Self::Next => replies.next().unwrap_or_default(),
            Self::Joined(policy, places) => {
                let replies = places
                    .into_iter()
                    .map(|places| (places, replies.next().unwrap_or_default()));
                join(policy, replies.collect())
            }
        }
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
    let plan = Plan::new(command)?;
    plan.wait_for_map(context, deadline).await?;
    let mut commands = Vec::new();
    let split = plan.add_to(&mut commands, command, context.cluster);
    if let (Some(first), [only]) = (first, commands.as_mut_slice()) {
        only.apply_reply(context.cluster, &first.node, first.answer, false);
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
    let plans: Vec<_> = pipeline
        .cmd_iter()
        .map(Plan::new)
        .collect::<Result<_, _>>()?;
    for plan in &plans {
        plan.wait_for_map(context, deadline).await?;
    }
    let mut commands = Vec::with_capacity(plans.len());
    let splits: Vec<_> = pipeline
        .cmd_iter()
        .zip(&plans)
        .map(|(command, plan)| plan.add_to(&mut commands, command, context.cluster))
        .collect();
    let whole = (commands.len() == pipeline.len()).then_some(pipeline);
    execute(context, &mut commands, whole, deadline).await?;
    let mut replies = replies(commands);
    let values = splits.into_iter().map(|split| split.join(&mut replies));
    Ok(values.skip(offset).take(count).collect())
}
