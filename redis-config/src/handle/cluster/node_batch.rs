//! What is written for one node in one go, and what becomes of it.

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use redis::{Cmd, Pipeline, RedisError, RedisResult, Value};
use tokio::time::Instant;

use super::super::loss;
use super::super::node::Node;
use super::super::slot::Slot;
use super::batch::Errand;
use super::roster::Cluster;
use crate::connect::Link;
use crate::error::ConnectError;

/// What became of the commands for one node.
pub(super) enum Outcome {
    Answered(Vec<Value>),
    /// Not a byte was written.
    Unwritten,
    /// There was no socket, and there may be one elsewhere by now.
    NoSocket(Option<ConnectError>),
    Failed(RedisError),
}

/// What is written for one node.
pub(super) struct Letter<'a> {
    text: Text<'a>,
    /// How many answers are wanted.
    count: usize,
    /// All of it can be read anywhere else.
    reads: bool,
}

enum Text<'a> {
    One(&'a Cmd),
    Whole(&'a Pipeline),
    /// And which of its answers are wanted.
    Some(Pipeline, Vec<usize>),
}

impl Letter<'_> {
    async fn send(&self, link: &Link) -> RedisResult<Vec<Value>> {
        let mut wire = link.wire();
        match &self.text {
            Text::One(command) => Ok(vec![wire.send(command).await?]),
            Text::Whole(pipeline) => wire.send_all(pipeline, 0, self.count).await,
            Text::Some(pipeline, wanted) => {
                let all = wire.send_all(pipeline, 0, pipeline.len()).await?;
                let wanted = wanted.iter();
                Ok(wanted
                    .filter_map(|place| all.get(*place).cloned())
                    .collect())
            }
        }
    }
}

pub(super) fn gather<'a>(
    errands: &'a [Errand<'_>],
    members: &[usize],
    whole: Option<&'a Pipeline>,
) -> Letter<'a> {
    let asks = members.iter().any(|member| errands[*member].asks());
    let text = match (members, whole) {
        ([only], _) if !asks => Text::One(&errands[*only].command),
        (all, Some(pipeline)) if !asks && all.len() == pipeline.len() => Text::Whole(pipeline),
        _ => {
            let mut pipeline = Pipeline::with_capacity(members.len() + 1);
            let mut wanted = Vec::with_capacity(members.len());
            for member in members {
                if errands[*member].asks() {
                    pipeline.cmd("ASKING");
                }
                wanted.push(pipeline.len());
                pipeline.add_command(errands[*member].command.clone().into_owned());
            }
            Text::Some(pipeline, wanted)
        }
    };
    Letter {
        text,
        count: members.len(),
        reads: members.iter().all(|member| errands[*member].reads),
    }
}

pub(super) type Socket = Option<(Arc<Link>, u64)>;

pub(super) async fn send(
    cluster: &Arc<Cluster>,
    node: &Arc<Node>,
    slot: Arc<Slot>,
    letter: Letter<'_>,
    stays: bool,
    deadline: Instant,
) -> (Socket, Outcome) {
    let (link, epoch) = match socket(cluster, node, &slot, stays, deadline).await {
        Ok(Some(socket)) => socket,
        Ok(None) => return (None, Outcome::NoSocket(None)),
        Err(error) => return (None, Outcome::NoSocket(Some(error))),
    };
    let written = link.written();
    let outcome = match letter.send(&link).await {
        Ok(values) if values.len() == letter.count => Outcome::Answered(values),
        Ok(_) => Outcome::Failed((redis::ErrorKind::Parse, "answers are missing").into()),
        Err(error) if loss::is_loss(&error) && link.written() == written => Outcome::Unwritten,
        // To read twice, from a replica and from another node then, does no harm.
        Err(error) if loss::is_loss(&error) && letter.reads && !cluster.is_primary(node) => {
            Outcome::Unwritten
        }
        Err(error) if loss::is_loss(&error) => {
            cluster.refresh();
            Outcome::Failed(loss::unknown(&cluster.target.settings, link.lost(), &error))
        }
        Err(error) => Outcome::Failed(error),
    };
    (Some((link, epoch)), outcome)
}

/// A live socket; `None` when the map has changed while this waited for one.
pub(super) async fn socket(
    cluster: &Arc<Cluster>,
    node: &Arc<Node>,
    slot: &Slot,
    stays: bool,
    deadline: Instant,
) -> Result<Socket, ConnectError> {
    let mut changes = cluster.changes();
    changes.mark_unchanged();
    let up = pin!(node.up(slot, deadline, stays));
    let changed = pin!(changes.changed());
    match select(up, changed).await {
        // It has left the cluster.
        Either::Left((Err(_), _)) if node.is_closed() && !cluster.is_closed() => Ok(None),
        Either::Left((up, _)) => up.map(Some),
        Either::Right(_) => Ok(None),
    }
}
