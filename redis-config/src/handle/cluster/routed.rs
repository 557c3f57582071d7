//! Requests that can be sent to a cluster.

use std::future::Future;

use redis::{RedisResult, Value};

use super::context::{RouteContext, RouteError};
use super::dispatch::{self, FirstReply};
use crate::command::key_slot::KeySlot;
use crate::handle::request::{Many, One, Request};

/// A request that can be sent to a cluster.
pub(crate) trait Routed: Request {
    /// Where it has to be sent if it is sent whole, on one socket.
    ///
    /// # Errors
    ///
    /// Its keys are in several hash slots.
    fn key_slot(self) -> RedisResult<KeySlot>;

    /// Sends it to its nodes. `first` is the reply of the first node, if one was asked already.
    fn dispatch(
        self,
        context: &mut RouteContext<'_>,
        first: Option<FirstReply>,
    ) -> impl Future<Output = Result<Self::Reply, RouteError>> + Send;
}

impl Routed for One<'_> {
    fn key_slot(self) -> RedisResult<KeySlot> {
        KeySlot::one(self.0)
    }

    async fn dispatch(
        self,
        context: &mut RouteContext<'_>,
        first: Option<FirstReply>,
    ) -> Result<Value, RouteError> {
        dispatch::one(context, self.0, first).await
    }
}

impl Routed for Many<'_> {
    fn key_slot(self) -> RedisResult<KeySlot> {
        KeySlot::many(self.pipeline)
    }

    async fn dispatch(
        self,
        context: &mut RouteContext<'_>,
        _: Option<FirstReply>,
    ) -> Result<Vec<Value>, RouteError> {
        dispatch::many(context, self.pipeline, self.offset, self.count).await
    }
}
