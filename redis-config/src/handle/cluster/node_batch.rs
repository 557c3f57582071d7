//! What is written for one node in one go, and what becomes of it.

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use redis::{Cmd, Pipeline, RedisError, RedisResult, Value};
use tokio::time::Instant;

use super::cluster::Cluster;
use super::router::RoutedCommand;
use crate::connect::socket::socket::Socket;
use crate::error::ConnectError;
use crate::handle::command_error;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;

/// What became of the commands for one node.
pub(crate) enum Outcome {
    Answered(Vec<Value>),
    /// Not a byte was written.
    Unwritten,
    /// There was no socket, and there may be one elsewhere by now.
    NoSocket(Option<ConnectError>),
    Failed(RedisError),
}

/// What is written for one node.
pub(crate) struct NodeBatch<'a> {
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

impl NodeBatch<'_> {
    async fn send(&self, link: &Socket) -> RedisResult<Vec<Value>> {
        let mut wire = link.sender();
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

pub(crate) fn gather<'a>(
    errands: &'a [RoutedCommand<'_>],
    members: &[usize],
    whole: Option<&'a Pipeline>,
) -> NodeBatch<'a> {
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
    NodeBatch {
        text,
        count: members.len(),
        reads: members.iter().all(|member| errands[*member].reads),
    }
}

pub(crate) type SentOn = Option<(Arc<Socket>, u64)>;

pub(crate) async fn send(
    cluster: &Arc<Cluster>,
    node: &Arc<Node>,
    slot: Arc<SharedSocket>,
    letter: NodeBatch<'_>,
    stays: bool,
    deadline: Instant,
) -> (SentOn, Outcome) {
    let (link, epoch) = match socket(cluster, node, &slot, stays, deadline).await {
        Ok(Some(socket)) => socket,
        Ok(None) => return (None, Outcome::NoSocket(None)),
        Err(error) => return (None, Outcome::NoSocket(Some(error))),
    };
    let written = link.written();
    let outcome = match letter.send(&link).await {
        Ok(values) if values.len() == letter.count => Outcome::Answered(values),
        Ok(_) => Outcome::Failed((redis::ErrorKind::Parse, "answers are missing").into()),
        Err(error) if command_error::is_connection_lost(&error) && link.written() == written => {
            Outcome::Unwritten
        }
        // To read twice, from a replica and from another node then, does no harm.
        Err(error)
            if command_error::is_connection_lost(&error)
                && letter.reads
                && !cluster.is_primary(node) =>
        {
            Outcome::Unwritten
        }
        Err(error) if command_error::is_connection_lost(&error) => {
            cluster.refresh();
            Outcome::Failed(command_error::unknown(
                &cluster.target.settings,
                link.lost(),
                &error,
            ))
        }
        Err(error) => Outcome::Failed(error),
    };
    (Some((link, epoch)), outcome)
}

/// A live socket; `None` when the map has changed while this waited for one.
pub(crate) async fn socket(
    cluster: &Arc<Cluster>,
    node: &Arc<Node>,
    slot: &SharedSocket,
    stays: bool,
    deadline: Instant,
) -> Result<SentOn, ConnectError> {
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
