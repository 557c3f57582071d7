//! What a caller sends: one command, or a pipeline.

use std::future::Future;
use std::slice;

use redis::{Cmd, ErrorKind, Pipeline, RedisResult, Value};

use crate::command::block_time::BlockTime;
use crate::command::policy::{self, Admission};
use crate::command::server_condition::ServerCondition;
use crate::connect::socket::sender::CommandSender;
use crate::connect::socket::waiter::NoReply;

/// Something that can be sent, and sent again if not a byte of it was written.
pub(crate) trait Request: Copy + Send + Sync {
    type Reply: Send;

    /// Sends it and waits for the reply.
    fn send(
        self,
        sender: &mut CommandSender,
    ) -> impl Future<Output = Result<Self::Reply, NoReply>> + Send;

    /// Whether it may run on a socket that others share.
    fn admit_shared(self) -> Admission;

    /// Whether it may run on a socket of its caller's own.
    fn admit_dedicated(self) -> Admission;

    /// Whether a replica may answer it, and another server after that.
    fn only_reads(self) -> bool;

    /// The only command of this request; `None` for a pipeline.
    fn single_command(&self) -> Option<&Cmd>;

    fn values(reply: &Self::Reply) -> &[Value];

    /// The reply to the only command of this request.
    fn single_value(reply: &Self::Reply) -> Option<&Value>;

    /// The reverse of [`single_value`](Self::single_value).
    fn from_single_value(value: Value) -> Option<Self::Reply>;

    /// The same, as a result.
    fn reply_from(value: Value) -> RedisResult<Self::Reply> {
        Self::from_single_value(value)
            .ok_or_else(|| (ErrorKind::UnexpectedReturnType, "one answer for several").into())
    }

    /// The condition of the server that the reply reports.
    #[inline]
    fn condition(reply: &Self::Reply) -> Option<ServerCondition> {
        Self::values(reply).iter().find_map(ServerCondition::of)
    }

    /// Whether a replica has no data to answer from.
    fn lacks_data(reply: &Self::Reply) -> bool {
        Self::values(reply).iter().any(|value| {
            matches!(value, Value::ServerError(error)
                if matches!(error.code(), "LOADING" | "MASTERDOWN"))
        })
    }

    /// Whether the server ended a blocking command before its time, without effect.
    fn is_unblocked(reply: &Self::Reply) -> bool {
        matches!(Self::single_value(reply), Some(Value::ServerError(error))
            if error.code() == "UNBLOCKED")
    }

    /// The same, because the server has become a replica.
    fn is_unblocked_by_demotion(reply: &Self::Reply) -> bool {
        matches!(Self::single_value(reply), Some(Value::ServerError(error))
            if error.code() == "UNBLOCKED"
                && error.details().is_some_and(|details| details.contains("instance state changed")))
    }

    /// Whether `READONLY` in the reply means that nothing at all was done. Of a pipeline or a script, a part may have been.
    fn is_all_or_nothing(self) -> bool {
        self.single_command()
            .is_some_and(|command| !policy::runs_a_script(command))
    }

    /// The same blocking command with another block time; `None` if none is left, or the command has none.
    fn shortened(self, left: BlockTime) -> Option<Cmd> {
        let command = self.single_command()?;
        left.rewrite(command, policy::block_time_arg(command)?)
    }
}

/// One command.
#[derive(Clone, Copy)]
pub(crate) struct One<'a>(pub(crate) &'a Cmd);

impl Request for One<'_> {
    type Reply = Value;

    #[inline]
    fn send(
        self,
        sender: &mut CommandSender,
    ) -> impl Future<Output = Result<Value, NoReply>> + Send {
        sender.send(self.0)
    }

    #[inline]
    fn admit_shared(self) -> Admission {
        policy::shared(self.0)
    }

    fn admit_dedicated(self) -> Admission {
        policy::dedicated(self.0)
    }

    fn only_reads(self) -> bool {
        policy::only_reads(self.0)
    }

    fn single_command(&self) -> Option<&Cmd> {
        Some(self.0)
    }

    #[inline]
    fn values(reply: &Value) -> &[Value] {
        slice::from_ref(reply)
    }

    fn single_value(reply: &Value) -> Option<&Value> {
        Some(reply)
    }

    fn from_single_value(value: Value) -> Option<Value> {
        Some(value)
    }
}

/// A pipeline, and which of its replies are wanted.
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
        sender: &mut CommandSender,
    ) -> impl Future<Output = Result<Vec<Value>, NoReply>> + Send {
        sender.send_all(self.pipeline, self.offset, self.count)
    }

    fn admit_shared(self) -> Admission {
        policy::shared_pipeline(self.pipeline)
    }

    fn admit_dedicated(self) -> Admission {
        policy::dedicated_pipeline(self.pipeline)
    }

    fn only_reads(self) -> bool {
        !self.pipeline.is_empty() && self.pipeline.cmd_iter().all(policy::only_reads)
    }

    fn single_command(&self) -> Option<&Cmd> {
        None
    }

    fn values(reply: &Vec<Value>) -> &[Value] {
        reply
    }

    fn single_value(_reply: &Vec<Value>) -> Option<&Value> {
        None
    }

    fn from_single_value(_value: Value) -> Option<Vec<Value>> {
        None
    }
}

/// Implements `ConnectionLike` for a connection: how it sends a [`Request`], and which database it uses.
macro_rules! connection_like {
    ($type:ident, |$this:ident, $request:ident| $submit:expr, $database:expr) => {
        impl<C: $crate::config::definition::RedisConfig> redis::aio::ConnectionLike for $type<C> {
            #[inline]
            fn req_packed_command<'a>(
                &'a mut self,
                cmd: &'a redis::Cmd,
            ) -> redis::RedisFuture<'a, redis::Value> {
                let ($this, $request) = (self, $crate::handle::request::One(cmd));
                $submit
            }

            fn req_packed_commands<'a>(
                &'a mut self,
                pipeline: &'a redis::Pipeline,
                offset: usize,
                count: usize,
            ) -> redis::RedisFuture<'a, Vec<redis::Value>> {
                let request = $crate::handle::request::Many {
                    pipeline,
                    offset,
                    count,
                };
                let ($this, $request) = (self, request);
                $submit
            }

            fn get_db(&self) -> i64 {
                let $this = self;
                $database.into()
            }
        }
    };
}
pub(crate) use connection_like;
