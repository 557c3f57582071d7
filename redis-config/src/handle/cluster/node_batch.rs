//! The commands that one node gets in one write, and their outcome.

use std::sync::Arc;

use redis::{Cmd, Pipeline, RedisError, Value};
use tokio::time::Instant;

use super::cluster::Cluster;
use super::redirects::unless_table_changes;
use super::routed_command::RoutedCommand;
use crate::connect::socket::socket::Socket;
use crate::connect::socket::waiter::NoReply;
use crate::error::ConnectError;
use crate::handle::command_error;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;

/// The outcome of a batch.
pub(crate) enum Outcome {
    Replied(Vec<Value>),
    /// Nothing was written, or only reads that can be repeated.
    Unwritten,
    /// There was no socket; without an error, because another node may have one by now.
    NoSocket(Option<ConnectError>),
    Failed(RedisError),
}

/// The commands for one node.
pub(crate) struct NodeBatch<'a> {
    commands: Commands<'a>,
    /// How many replies are expected.
    count: usize,
    /// A replica may answer all of them.
    reads: bool,
}

enum Commands<'a> {
    One(&'a Cmd),
    /// A pipeline, and the first of its replies that is expected.
    Whole(&'a Pipeline, usize),
    /// A pipeline made here, and which of its replies are expected.
    Some(Pipeline, Vec<usize>),
    /// A transaction with `ASKING` before it.
    Asking(Pipeline),
}

impl<'a> NodeBatch<'a> {
    /// Those of `commands` at these positions. `whole` is the pipeline that consists of all of them, if there is one.
    pub(crate) fn new(
        commands: &'a [RoutedCommand<'_>],
        positions: &[usize],
        whole: Option<&'a Pipeline>,
    ) -> Self {
        let members = positions.iter().map(|position| &commands[*position]);
        let asks = members.clone().any(|command| command.route.asks());
        let reads = members.clone().all(|command| command.route.reads);
        let batch = match (positions, whole) {
            ([only], _) if !asks => Commands::One(&commands[*only].command),
            (all, Some(pipeline)) if !asks && all.len() == pipeline.len() => {
                Commands::Whole(pipeline, 0)
            }
            _ => {
                let mut pipeline = Pipeline::with_capacity(positions.len() + 1);
                let mut expected = Vec::with_capacity(positions.len());
                for member in members {
                    // It applies to the next command only.
                    if member.route.asks() {
                        pipeline.cmd("ASKING");
                    }
                    expected.push(pipeline.len());
                    pipeline.add_command(member.command.clone().into_owned());
                }
                Commands::Some(pipeline, expected)
            }
        };
        Self {
            commands: batch,
            count: positions.len(),
            reads,
        }
    }

    /// A transaction, and which of its replies are expected.
    pub(crate) fn transaction(
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
        asks: bool,
    ) -> Self {
        let (commands, count) = if asks {
            // Before `MULTI` it applies to all commands until `EXEC`.
            let mut asking = Pipeline::with_capacity(pipeline.len() + 3);
            asking.cmd("ASKING").cmd("MULTI");
            for command in pipeline.cmd_iter() {
                asking.add_command(command.clone());
            }
            asking.cmd("EXEC");
            (Commands::Asking(asking), 1)
        } else {
            (Commands::Whole(pipeline, offset), count)
        };
        Self {
            commands,
            count,
            reads: false,
        }
    }

    async fn write(&self, socket: &Socket) -> Result<Vec<Value>, NoReply> {
        let mut sender = socket.sender();
        match &self.commands {
            Commands::One(command) => Ok(vec![sender.send(command).await?]),
            Commands::Whole(pipeline, offset) => {
                sender.send_all(pipeline, *offset, self.count).await
            }
            Commands::Some(pipeline, expected) => {
                let all = sender.send_all(pipeline, 0, pipeline.len()).await?;
                let expected = expected.iter();
                Ok(expected
                    .filter_map(|position| all.get(*position).cloned())
                    .collect())
            }
            Commands::Asking(pipeline) => {
                let mut all = sender.send_all(pipeline, 0, pipeline.len()).await?;
                let exec = all.len().saturating_sub(1);
                // The refusal of a queued command is more precise than the `EXECABORT` that follows from it.
                let refused = all[..exec]
                    .iter()
                    .position(|reply| matches!(reply, Value::ServerError(_)));
                Ok(vec![all.swap_remove(refused.unwrap_or(exec))])
            }
        }
    }

    /// Sends the batch on a live socket of the node. Also returns that socket and its epoch.
    ///
    /// A batch that was written and lost its connection fails: its outcome is unknown, and a second attempt could run it twice.
    pub(crate) async fn send(
        self,
        cluster: &Arc<Cluster>,
        node: &Arc<Node>,
        shared: Arc<SharedSocket>,
        pinned: bool,
        deadline: Instant,
    ) -> (Option<(Arc<Socket>, u64)>, Outcome) {
        let up = node.wait_up(&shared, deadline, pinned);
        let (socket, epoch) = match unless_table_changes(cluster, node, up).await {
            Ok(Some(socket)) => socket,
            Ok(None) => return (None, Outcome::NoSocket(None)),
            Err(error) => return (None, Outcome::NoSocket(Some(error))),
        };
        let outcome = match self.write(&socket).await {
            Ok(replies) if replies.len() == self.count => Outcome::Replied(replies),
            Ok(_) => Outcome::Failed((redis::ErrorKind::Parse, "answers are missing").into()),
            Err(NoReply::Lost(lost)) => {
                cluster.refresh();
                // A second read does no harm, after the replica then at another node.
                let repeatable = self.reads && !cluster.is_primary(node);
                if !lost.written || repeatable {
                    Outcome::Unwritten
                } else {
                    let settings = &cluster.target.settings;
                    Outcome::Failed(command_error::unknown(settings, &lost))
                }
            }
            Err(NoReply::Failed(error)) => Outcome::Failed(error),
        };
        (Some((socket, epoch)), outcome)
    }
}
