//! Subscribes again after a reconnect, a failover, a moved slot or a switch.
//!
//! Redis does not buffer messages for disconnected subscribers, so a renewed subscription has missed some. The confirmation
//! of the server marks the place of the gap: messages that follow it were received by the new subscription.

use std::sync::Arc;

use redis::{ErrorKind, RedisError, Value};
use tokio::time::timeout;

use super::socket::{PubSubSocket, PushRouter};
use super::subscription::{Kind, Subscription};
use super::task::{SubscriberTask, SubscriptionStatus};
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;

/// Why a subscription failed.
enum ResubscribeError {
    /// Its node is unavailable, for other subscriptions too.
    Unavailable(ConnectError),
    /// The node refused this one.
    Refused(ConnectError),
}

impl SubscriberTask {
    /// Authenticates sockets again whose credentials have been replaced. This task is the only one that sends on them, so no
    /// command is in flight.
    pub(crate) async fn reauthenticate(&mut self) {
        for PubSubSocket { node, socket, .. } in self.sockets.values() {
            let settings = &node.target.settings;
            let credentials = settings.credential_state();
            let Some(answer) = credentials.accepted() else {
                continue;
            };
            if socket.serial() == credentials.serial() || socket.is_lost() {
                continue;
            }
            let limit = settings.response_timeout();
            let signed = timeout(limit, socket.reauthenticate(credentials, &answer)).await;
            if !matches!(signed, Ok(Ok(Ok(())))) {
                // The socket would stay usable after a refusal. But the reply may be lost as well: open a new one.
                socket.close();
            }
        }
    }

    /// Subscribes to all that is wanted and not confirmed.
    pub(crate) async fn resubscribe(
        &mut self,
        generation: &Arc<Generation>,
    ) -> Result<(), ConnectError> {
        let renewed = self.subscribe_missing(generation).await;
        self.events.end_renewal();
        renewed
    }

    /// A subscription that fails does not keep the others from being renewed; the first failure is returned.
    async fn subscribe_missing(
        &mut self,
        generation: &Arc<Generation>,
    ) -> Result<(), ConnectError> {
        let missing = self
            .wanted
            .iter()
            .filter(|(_, status)| status.socket.is_none());
        let missing: Vec<(Subscription, bool)> = missing
            .map(|(subscription, status)| (subscription.clone(), status.was_confirmed))
            .collect();
        let mut failure = None;
        let mut unavailable: Vec<Arc<Node>> = Vec::new();
        for (subscription, renews) in missing {
            let node = generation.pubsub_node(match subscription.kind {
                Kind::Sharded => Some(&subscription.name),
                Kind::Channel | Kind::Pattern => None,
            });
            let Some(node) = node else {
                failure = failure.or(Some(no_node(&generation.target)));
                continue;
            };
            if unavailable.iter().any(|known| Arc::ptr_eq(known, &node)) {
                continue;
            }
            let error = match self
                .subscribe(generation, &node, &subscription, renews)
                .await
            {
                Ok(()) => continue,
                Err(ResubscribeError::Unavailable(error)) => {
                    unavailable.push(node);
                    error
                }
                Err(ResubscribeError::Refused(error)) => error,
            };
            failure = failure.or(Some(error));
        }
        failure.map_or(Ok(()), Err)
    }

    /// Sends one subscription, and notes the reply.
    async fn subscribe(
        &mut self,
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        subscription: &Subscription,
        renews: bool,
    ) -> Result<(), ResubscribeError> {
        // A single server is waited for. In a cluster, the other nodes have their turn meanwhile.
        if generation.cluster().is_some() && !node.sockets[0].is_live() {
            node.ensure_supervised();
            return Err(ResubscribeError::Unavailable(no_node(&node.target)));
        }
        let opened = self.socket_at(node).await;
        let (id, socket) = opened.map_err(ResubscribeError::Unavailable)?;
        let mut sender = socket.socket.sender();
        // Before it is sent: the confirmation comes in as a push, ahead of the reply.
        self.events.expect_confirmation(renews);
        let reply = sender.send(&subscription.subscribe_command()).await;
        let result = match reply {
            Ok(Value::ServerError(error)) if is_elsewhere(error.code()) => {
                generation.refresh_topology();
                return Err(ResubscribeError::Refused(no_node(&generation.target)));
            }
            Ok(Value::ServerError(error)) => Err(RedisError::from(error)),
            Ok(_) => Ok(()),
            Err(_) => {
                return Err(ResubscribeError::Unavailable(no_node(&generation.target)));
            }
        };
        let Some(status) = self.wanted.get_mut(subscription) else {
            return Ok(());
        };
        match (result, status.reply.take()) {
            (Ok(()), reply) => {
                *status = SubscriptionStatus {
                    socket: Some(id),
                    was_confirmed: true,
                    ..SubscriptionStatus::default()
                };
                if reply.is_some_and(|reply| reply.send(Ok(())).is_err()) {
                    // The caller has given up, and its error means that it is not subscribed.
                    self.unsubscribe(subscription).await;
                }
                Ok(())
            }
            (Err(error), Some(reply)) => {
                self.wanted.remove(subscription);
                let _gone = reply.send(Err(error));
                Ok(())
            }
            // It was allowed before, and may be again.
            (Err(error), None) => {
                let refused = renewal_refused(generation, &error);
                if !status.denied {
                    status.denied = self.events.send_denied(subscription, error);
                    tracing::warn!(
                        instance = node.target.settings.name(),
                        error = refused.message.as_str(),
                        "redis subscription is refused"
                    );
                }
                Err(ResubscribeError::Refused(refused))
            }
        }
    }

    /// The socket at a node and its id, opened if there is none.
    async fn socket_at(&mut self, node: &Arc<Node>) -> Result<(u64, &PubSubSocket), ConnectError> {
        let is_usable = |socket: &PubSubSocket| {
            Arc::ptr_eq(&socket.node, node)
                && !socket.socket.is_lost()
                && socket.is_at_current_server()
        };
        let mut sockets = self.sockets.iter();
        let id = match sockets.find(|(_, socket)| is_usable(socket)) {
            Some((id, _)) => *id,
            None => {
                let router = PushRouter::new(&self.events, &self.notify);
                let on_push = {
                    let router = router.clone();
                    Arc::new(move |push| router.route(push))
                };
                let (socket, server) = node.open_pubsub(&self.notify, on_push).await?;
                self.next_id += 1;
                let socket = PubSubSocket {
                    node: Arc::clone(node),
                    socket,
                    server,
                    router,
                };
                self.sockets.insert(self.next_id, socket);
                self.next_id
            }
        };
        Ok((id, &self.sockets[&id]))
    }
}

/// Whether a reply means that another node has the channel, or that this one has it later.
fn is_elsewhere(code: &str) -> bool {
    matches!(code, "MOVED" | "CLUSTERDOWN" | "TRYAGAIN" | "LOADING")
}

fn renewal_refused(generation: &Generation, error: &RedisError) -> ConnectError {
    let text = error.code().unwrap_or("an error");
    generation.target.error(
        match error.kind() {
            ErrorKind::Server(_) => ConnectErrorKind::Permission,
            _ => ConnectErrorKind::Server,
        },
        format!("the server answered a renewed subscription with `{text}`"),
        "let the user subscribe again: `ACL SETUSER ... &CHANNEL +subscribe`",
    )
}

fn no_node(target: &Target) -> ConnectError {
    target.error(
        ConnectErrorKind::Server,
        "the socket of a subscriber was lost, or its channel has moved",
        "it subscribes again automatically",
    )
}
