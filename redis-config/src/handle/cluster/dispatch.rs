//! The way of one command, and of a pipeline.

use std::borrow::Cow;
use std::sync::Arc;

use redis::{Cmd, Pipeline, Value};
use tokio::time::Instant;

use super::cluster::Cluster;
use super::context::{RouteContext, RouteError};
use super::router::{RoutedCommand, execute, is_noscript, redirection};
use super::routing_table::RouteTo;
use super::transaction;
use crate::command::route::{Destination, Route, command_name, route};
use crate::command::spec::ResponsePolicy;
use crate::command::split::{Part, join, split};
use crate::handle::node::node::Node;

/// What the first node has answered already: that the command goes elsewhere.
pub(crate) struct FirstReply {
    pub(crate) node: Arc<Node>,
    pub(crate) answer: Value,
}

impl FirstReply {
    /// Whether an answer says that the command was not carried out there.
    pub(crate) fn is_one(node: &Node, answer: &Value) -> bool {
        matches!(answer, Value::ServerError(_))
            && (redirection(node, answer).is_some() || is_noscript(answer))
    }
}

impl Cluster {
    /// The node that a command goes to, if it goes to one, and that is known.
    #[inline]
    pub(crate) fn node_of(&self, command: &Cmd, turn: usize) -> Option<Arc<Node>> {
        let route = route(command).ok()?;
        let way = match route.destination {
            Destination::Slot(slot) => RouteTo::Slot(slot),
            Destination::Any => RouteTo::Any,
            Destination::Split { .. } | Destination::Primaries(_) => return None,
        };
        let reads = route.reads && self.reads_replicas();
        self.table().node(way, reads, turn).map(Arc::clone)
    }
}

/// How the answers to the errands of one command become its answer.
enum CommandSplit {
    /// It is that of the next errand.
    Next,
    Joined(ResponsePolicy, Vec<Vec<usize>>),
}

/// A command made ready: its parts, if it has several.
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

    /// Adds the errands of a command, and says how their answers come together.
    fn enlist<'a>(
        &'a self,
        command: &'a Cmd,
        cluster: &Cluster,
        errands: &mut Vec<RoutedCommand<'a>>,
    ) -> CommandSplit {
        let reads = self.route.reads;
        let mut add = |command: &'a Cmd, way| {
            errands.push(RoutedCommand::new(Cow::Borrowed(command), way, reads));
        };
        match self.route.destination {
            Destination::Any => add(command, RouteTo::Any),
            Destination::Slot(slot) => add(command, RouteTo::Slot(slot)),
            Destination::Split { join, .. } => {
                for part in &self.parts {
                    add(&part.command, RouteTo::Slot(part.slot));
                }
                let places = self.parts.iter().map(|part| part.key_indices.clone());
                return CommandSplit::Joined(join, places.collect());
            }
            Destination::Primaries(join) => {
                let slots = cluster.one_slot_of_each();
                for slot in &slots {
                    add(command, RouteTo::Slot(*slot));
                }
                return CommandSplit::Joined(join, vec![Vec::new(); slots.len()]);
            }
        }
        CommandSplit::Next
    }
}

impl CommandSplit {
    fn assemble(self, answers: &mut impl Iterator<Item = Value>) -> Value {
        match self {
            Self::Next => answers.next().unwrap_or_default(),
            Self::Joined(how, places) => {
                let answers = places
                    .into_iter()
                    .map(|places| (places, answers.next().unwrap_or_default()));
                join(how, answers.collect())
            }
        }
    }
}

fn deadline(crew: &RouteContext<'_>) -> Instant {
    Instant::now() + crew.cluster.target.settings.response_timeout()
}

fn answers(errands: Vec<RoutedCommand<'_>>) -> impl Iterator<Item = Value> {
    errands
        .into_iter()
        .map(|errand| errand.answer.unwrap_or_default())
}

/// Carries one command to its answer.
pub(crate) async fn one(
    crew: &mut RouteContext<'_>,
    command: &Cmd,
    hint: Option<FirstReply>,
) -> Result<Value, RouteError> {
    let deadline = deadline(crew);
    let plan = Plan::new(command)?;
    know(crew, &plan, deadline).await?;
    let mut errands = Vec::new();
    let assembly = plan.enlist(command, crew.cluster, &mut errands);
    if let (Some(hint), [only]) = (hint, errands.as_mut_slice()) {
        only.heed(crew.cluster, &hint.node, hint.answer);
    }
    execute(crew, &mut errands, None, deadline).await?;
    Ok(assembly.assemble(&mut answers(errands)))
}

/// A command for every primary has to know them first.
async fn know(
    crew: &mut RouteContext<'_>,
    plan: &Plan,
    deadline: Instant,
) -> Result<(), RouteError> {
    if !matches!(plan.route.destination, Destination::Primaries(_)) {
        return Ok(());
    }
    crew.cluster.ensure_navigated();
    let mut changes = crew.cluster.changes();
    loop {
        changes.mark_unchanged();
        if crew.has_left() {
            return Err(RouteError::Left);
        }
        if crew.cluster.table().map.covered() > 0 {
            return Ok(());
        }
        if tokio::time::timeout_at(deadline, changes.changed())
            .await
            .is_err()
        {
            return Err(super::router::late(crew.cluster, None, &[]).into());
        }
    }
}

/// Carries a pipeline to its answers: a transaction whole, to one node; another one in parts, and the answers come back in
/// the order of its commands.
pub(crate) async fn many(
    crew: &mut RouteContext<'_>,
    pipeline: &Pipeline,
    offset: usize,
    count: usize,
) -> Result<Vec<Value>, RouteError> {
    let deadline = deadline(crew);
    if pipeline.is_transaction() {
        return transaction::transaction(crew, pipeline, offset, count, deadline).await;
    }
    let plans: Vec<_> = pipeline
        .cmd_iter()
        .map(Plan::new)
        .collect::<Result<_, _>>()?;
    for plan in &plans {
        know(crew, plan, deadline).await?;
    }
    let mut errands = Vec::with_capacity(plans.len());
    let assemblies: Vec<_> = pipeline
        .cmd_iter()
        .zip(&plans)
        .map(|(command, plan)| plan.enlist(command, crew.cluster, &mut errands))
        .collect();
    let whole = (errands.len() == pipeline.len()).then_some(pipeline);
    execute(crew, &mut errands, whole, deadline).await?;
    let mut answers = answers(errands);
    let values = assemblies
        .into_iter()
        .map(|assembly| assembly.assemble(&mut answers));
    Ok(values.skip(offset).take(count).collect())
}
