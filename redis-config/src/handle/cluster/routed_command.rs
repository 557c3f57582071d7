//! One command with its route and its reply.

use std::borrow::Cow;
use std::sync::Arc;

use redis::{Cmd, Value};

use super::cluster::Cluster;
use super::redirects::{AfterReply, Route, is_noscript, redirect_of};
use crate::command::key_slot::KeySlot;
use crate::command::server_condition::ServerCondition;
use crate::handle::node::node::Node;

/// One command, until it has its reply.
pub(crate) struct RoutedCommand<'a> {
    pub(crate) command: Cow<'a, Cmd>,
    pub(crate) route: Route,
    pub(crate) reply: Option<Value>,
}

impl<'a> RoutedCommand<'a> {
    pub(crate) fn new(command: Cow<'a, Cmd>, key_slot: KeySlot, reads: bool) -> Self {
        Self {
            command,
            route: Route::new(key_slot, reads),
            reply: None,
        }
    }

    /// Keeps a reply, or follows it to another node. At the last attempt it keeps every reply. `true` if the next attempt has
    /// to wait.
    pub(crate) fn apply_reply(
        &mut self,
        cluster: &Arc<Cluster>,
        node: &Arc<Node>,
        reply: Value,
        is_last: bool,
    ) -> bool {
        // A replica can lack data or a script that its primary has.
        let from_replica = self.route.reads && !cluster.is_primary(node);
        let after = match redirect_of(node, &reply) {
            Some(redirect) => self.route.follow(cluster, redirect),
            None if from_replica && is_noscript(&reply) => AfterReply::Done,
            None => {
                if let Some(condition) = ServerCondition::of(&reply) {
                    node.record_condition(condition);
                }
                self.reply = Some(reply);
                return false;
            }
        };
        let is_final = after == AfterReply::Done && !from_replica;
        if after == AfterReply::Done {
            self.route.reads = false;
        }
        if is_final || is_last {
            self.reply = Some(reply);
        }
        after == AfterReply::Wait
    }
}
