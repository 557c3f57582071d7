//! The way of one command, and of a pipeline.

use std::borrow::Cow;
use std::sync::Arc;

use redis::{Cmd, Pipeline, Value};
use tokio::time::Instant;

use super::super::node::Node;
use super::atomic;
use super::batch::{Errand, carry, is_noscript, redirection};
use super::crew::{Crew, Trouble};
use super::roster::Cluster;
use super::table::Way;
use crate::connect::cluster::{Destination, Join, Part, Route, called, join, route, split};

/// What the first node has answered already: that the command goes elsewhere.
pub(crate) struct Hint {
    pub(crate) node: Arc<Node>,
    pub(crate) answer: Value,
}

impl Hint {
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
            Destination::Slot(slot) => Way::Slot(slot),
            Destination::Any => Way::Any,
            Destination::Split { .. } | Destination::Primaries(_) => return None,
        };
        let reads = route.reads && self.reads_replicas();
        self.table().node(way, reads, turn).map(Arc::clone)
    }
}

/// How the answers to the errands of one command become its answer.
enum Assembly {
    /// It is that of the next errand.
    Next,
    Joined(Join, Vec<Vec<usize>>),
}

/// A command made ready: its parts, if it has several.
struct Plan {
    route: Route,
    parts: Vec<Part>,
}

impl Plan {
    fn new(command: &Cmd) -> Result<Self, Trouble> {
        let route = route(command).map_err(|refused| refused.refusal(&called(command)))?;
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
        errands: &mut Vec<Errand<'a>>,
    ) -> Assembly {
        let reads = self.route.reads;
        let mut add = |command: &'a Cmd, way| {
            errands.push(Errand::new(Cow::Borrowed(command), way, reads));
        };
        match self.route.destination {
            Destination::Any => add(command, Way::Any),
            Destination::Slot(slot) => add(command, Way::Slot(slot)),
            Destination::Split { join, .. } => {
                for part in &self.parts {
                    add(&part.command, Way::Slot(part.slot));
                }
                let places = self.parts.iter().map(|part| part.places.clone());
                return Assembly::Joined(join, places.collect());
            }
            Destination::Primaries(join) => {
                let slots = cluster.one_slot_of_each();
                for slot in &slots {
                    add(command, Way::Slot(*slot));
                }
                return Assembly::Joined(join, vec![Vec::new(); slots.len()]);
            }
        }
        Assembly::Next
    }
}

impl Assembly {
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

fn deadline(crew: &Crew<'_>) -> Instant {
    Instant::now() + crew.cluster.target.settings.response_timeout()
}

fn answers(errands: Vec<Errand<'_>>) -> impl Iterator<Item = Value> {
    errands
        .into_iter()
        .map(|errand| errand.answer.unwrap_or_default())
}

/// Carries one command to its answer.
pub(crate) async fn one(
    crew: &mut Crew<'_>,
    command: &Cmd,
    hint: Option<Hint>,
) -> Result<Value, Trouble> {
    let deadline = deadline(crew);
    let plan = Plan::new(command)?;
    know(crew, &plan, deadline).await?;
    let mut errands = Vec::new();
    let assembly = plan.enlist(command, crew.cluster, &mut errands);
    if let (Some(hint), [only]) = (hint, errands.as_mut_slice()) {
        only.heed(crew.cluster, &hint.node, hint.answer);
    }
    carry(crew, &mut errands, None, deadline).await?;
    Ok(assembly.assemble(&mut answers(errands)))
}

/// A command for every primary has to know them first.
async fn know(crew: &mut Crew<'_>, plan: &Plan, deadline: Instant) -> Result<(), Trouble> {
    if !matches!(plan.route.destination, Destination::Primaries(_)) {
        return Ok(());
    }
    crew.cluster.ensure_navigated();
    let mut changes = crew.cluster.changes();
    loop {
        changes.mark_unchanged();
        if crew.has_left() {
            return Err(Trouble::Left);
        }
        if crew.cluster.table().map.covered() > 0 {
            return Ok(());
        }
        if tokio::time::timeout_at(deadline, changes.changed())
            .await
            .is_err()
        {
            return Err(super::batch::late(crew.cluster, None, &[]).into());
        }
    }
}

/// Carries a pipeline to its answers: a transaction whole, to one node; another one in parts, and the answers come back in
/// the order of its commands.
pub(crate) async fn many(
    crew: &mut Crew<'_>,
    pipeline: &Pipeline,
    offset: usize,
    count: usize,
) -> Result<Vec<Value>, Trouble> {
    let deadline = deadline(crew);
    if pipeline.is_transaction() {
        return atomic::transaction(crew, pipeline, offset, count, deadline).await;
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
    carry(crew, &mut errands, whole, deadline).await?;
    let mut answers = answers(errands);
    let values = assemblies
        .into_iter()
        .map(|assembly| assembly.assemble(&mut answers));
    Ok(values.skip(offset).take(count).collect())
}
