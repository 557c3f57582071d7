//! What a caller sends: one command, or a pipeline.

use std::future::Future;

use redis::{Cmd, ErrorKind, Pipeline, RedisResult, Value};

use super::cluster;
use crate::command::block_time::BlockTime;
use crate::command::policy;
use crate::command::policy::Admission;
use crate::connect::socket::sender::CommandSender;
use crate::handle::cluster::context::{RouteContext, RouteError};
use crate::handle::cluster::dispatch::FirstReply;
use crate::handle::dedicated::cluster_blocking::KeySlot;
use crate::handle::node::server_condition_log::ServerCondition;

/// Something that can be sent, and sent again if not a byte of it was written.
pub(crate) trait Request: Copy + Send + Sync {
    type Reply: Send;

    /// Sends it and waits for the answer.
    fn send(
        self,
        wire: &mut CommandSender,
    ) -> impl Future<Output = RedisResult<Self::Reply>> + Send;

    /// Whether it may run on a connection that others share.
    fn judge_shared(self) -> Admission;

    /// Whether it may run on a connection of its caller's own.
    fn judge_dedicated(self) -> Admission;

    /// Whether the answer says that the server gave up a blocking command before its time, and nothing was done.
    fn is_unblocked(reply: &Self::Reply) -> bool;

    /// The same, since the server has become a replica.
    fn is_disowned(reply: &Self::Reply) -> bool;

    /// What the answer says of the server.
    fn complaint(reply: &Self::Reply) -> Option<ServerCondition>;

    /// Whether nothing of it was done if the server said that it is a replica and takes no writes.
    fn is_undone_as_a_whole(self) -> bool;

    /// Whether a replica may answer it, and another server after that.
    fn only_reads(self) -> bool;

    /// Whether the answer says that a replica has no data to answer from.
    fn is_empty_handed(reply: &Self::Reply) -> bool;

    /// The same blocking command with another block time; `None` if nothing of that time is left, or if it is none.
    fn shortened(self, left: BlockTime) -> Option<Cmd>;

    /// The only command of this request.
    fn command(&self) -> Option<&Cmd>;

    /// The answer, if it is one.
    fn only(reply: &Self::Reply) -> Option<&Value>;

    /// Where in a cluster it has to be sent if it is sent whole, on one socket.
    ///
    /// # Errors
    ///
    /// Its keys are in several slots.
    fn anchor(self) -> RedisResult<KeySlot>;

    /// Sends it to where it has to go in a cluster. The hint is what the first node has answered already.
    fn through(
        self,
        crew: &mut RouteContext<'_>,
        hint: Option<FirstReply>,
    ) -> impl Future<Output = Result<Self::Reply, RouteError>> + Send;

    /// The answer to the only command of this request as that to the request.
    fn answered(value: Value) -> RedisResult<Self::Reply> {
        Self::from_one(value)
            .ok_or_else(|| (ErrorKind::UnexpectedReturnType, "one answer for several").into())
    }

    /// An answer in place of the one to the only command of this request.
    fn from_one(value: Value) -> Option<Self::Reply>;
}

/// One command.
#[derive(Clone, Copy)]
pub(crate) struct One<'a>(pub(crate) &'a Cmd);

impl Request for One<'_> {
    type Reply = Value;

    #[inline]
    fn send(self, wire: &mut CommandSender) -> impl Future<Output = RedisResult<Value>> + Send {
        wire.send(self.0)
    }

    #[inline]
    fn judge_shared(self) -> Admission {
        policy::shared(self.0)
    }

    fn judge_dedicated(self) -> Admission {
        policy::dedicated(self.0)
    }

    fn is_unblocked(reply: &Value) -> bool {
        matches!(reply, Value::ServerError(error) if error.code() == "UNBLOCKED")
    }

    fn is_disowned(reply: &Value) -> bool {
        matches!(reply, Value::ServerError(error) if error.code() == "UNBLOCKED"
            && error.details().is_some_and(|details| details.contains("instance state changed")))
    }

    #[inline]
    fn complaint(reply: &Value) -> Option<ServerCondition> {
        ServerCondition::of(reply)
    }

    fn is_undone_as_a_whole(self) -> bool {
        !policy::runs_a_script(self.0)
    }

    fn only_reads(self) -> bool {
        policy::only_reads(self.0)
    }

    fn is_empty_handed(reply: &Value) -> bool {
        matches!(reply, Value::ServerError(error) if matches!(error.code(), "LOADING" | "MASTERDOWN"))
    }

    fn shortened(self, left: BlockTime) -> Option<Cmd> {
        left.rewrite(self.0, policy::block_time_arg(self.0)?)
    }

    fn command(&self) -> Option<&Cmd> {
        Some(self.0)
    }

    fn only(reply: &Value) -> Option<&Value> {
        Some(reply)
    }

    fn anchor(self) -> RedisResult<KeySlot> {
        KeySlot::one(self.0)
    }

    async fn through(
        self,
        crew: &mut RouteContext<'_>,
        hint: Option<FirstReply>,
    ) -> Result<Value, RouteError> {
        cluster::dispatch::one(crew, self.0, hint).await
    }

    fn from_one(value: Value) -> Option<Value> {
        Some(value)
    }
}

/// A pipeline, and which of its answers are wanted.
#[derive(Clone, Copy)]
pub(crate) struct Many<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) offset: usize,
    pub(crate) count: usize,
}

impl Request for Many<'_> {
    type Reply = Vec<Value>;

    fn send(
        self,
        wire: &mut CommandSender,
    ) -> impl Future<Output = RedisResult<Vec<Value>>> + Send {
        wire.send_all(self.pipeline, self.offset, self.count)
    }

    fn judge_shared(self) -> Admission {
        policy::shared_pipeline(self.pipeline)
    }

    fn judge_dedicated(self) -> Admission {
        policy::dedicated_pipeline(self.pipeline)
    }

    fn is_unblocked(_reply: &Vec<Value>) -> bool {
        false
    }

    fn is_disowned(_reply: &Vec<Value>) -> bool {
        false
    }

    fn complaint(reply: &Vec<Value>) -> Option<ServerCondition> {
        reply.iter().find_map(ServerCondition::of)
    }

    // The commands around the refused one were carried out.
    fn is_undone_as_a_whole(self) -> bool {
        false
    }

    fn only_reads(self) -> bool {
        !self.pipeline.is_empty() && self.pipeline.cmd_iter().all(policy::only_reads)
    }

    fn is_empty_handed(reply: &Vec<Value>) -> bool {
        reply.iter().any(One::is_empty_handed)
    }

    fn shortened(self, _left: BlockTime) -> Option<Cmd> {
        None
    }

    fn command(&self) -> Option<&Cmd> {
        None
    }

    fn only(_reply: &Vec<Value>) -> Option<&Value> {
        None
    }

    fn anchor(self) -> RedisResult<KeySlot> {
        KeySlot::many(self.pipeline)
    }

    async fn through(
        self,
        crew: &mut RouteContext<'_>,
        _: Option<FirstReply>,
    ) -> Result<Vec<Value>, RouteError> {
        cluster::dispatch::many(crew, self.pipeline, self.offset, self.count).await
    }

    fn from_one(_value: Value) -> Option<Vec<Value>> {
        None
    }
}
