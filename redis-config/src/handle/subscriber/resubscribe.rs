//! Makes what is subscribed equal to what is wanted.

use std::sync::Arc;

use redis::{ErrorKind, RedisError, Value};
use tokio::time::timeout;

use super::socket::{PubSubSocket, PushRouter};
use super::subscription::{Kind, Subscription};
use super::task::SubscriberTask;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error;
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;

/// Why a subscription was not begun.
enum ResubscribeError {
    /// Its node is not there: no other one is begun there now.
    Away(ConnectError),
    /// It alone.
    Refused(ConnectError),
}

impl SubscriberTask {
    /// Signs the sockets in again whose credentials have been replaced. Nothing else is on its way there: all that is sent is
    /// sent by this task, one after the other.
    pub(crate) async fn reauthenticate(&mut self) {
        for ear in &self.ears {
            let credentials = ear.node.target.settings.credential_state();
            let Some(answer) = credentials.accepted() else {
                continue;
            };
            if ear.link.serial() == credentials.serial() || ear.link.is_lost() {
                continue;
            }
            let limit = ear.node.target.settings.response_timeout();
            let signed = timeout(limit, ear.link.reauthenticate(credentials, &answer)).await;
            if !matches!(signed, Ok(Ok(Ok(())))) {
                // Whoever was refused may stay for now, but what was refused may have been lost on the way: a new socket.
                ear.link.close();
            }
        }
    }

    /// Subscribes to whatever is wanted and not heard.
    pub(crate) async fn reconcile(
        &mut self,
        generation: &Arc<Generation>,
    ) -> Result<(), ConnectError> {
        let reconciled = self.renew(generation).await;
        self.outflow.settle();
        reconciled
    }

    /// One that cannot be had does not keep the others from being heard; the first failure is returned.
    async fn renew(&mut self, generation: &Arc<Generation>) -> Result<(), ConnectError> {
        let missing: Vec<(Subscription, bool)> = self
            .wanted
            .iter()
            .filter(|(_, standing)| standing.at.is_none())
            .map(|(subscription, standing)| (subscription.clone(), standing.heard))
            .collect();
        let mut failure = None;
        let mut away: Vec<Arc<Node>> = Vec::new();
        for (subscription, heard) in missing {
            let node = generation.node_hearing(match subscription.kind {
                Kind::Sharded => Some(&subscription.name),
                Kind::Channel | Kind::Pattern => None,
            });
            let Some(node) = node else {
                failure = failure.or(Some(nowhere(&generation.target)));
                continue;
            };
            if away.iter().any(|known| Arc::ptr_eq(known, &node)) {
                continue;
            }
            let error = match self.begin(generation, &node, &subscription, heard).await {
                Ok(()) => continue,
                Err(ResubscribeError::Away(error)) => {
                    away.push(node);
                    error
                }
                Err(ResubscribeError::Refused(error)) => error,
            };
            failure = failure.or(Some(error));
        }
        match failure {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Begins one subscription, and takes in what the server says to it.
    async fn begin(
        &mut self,
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        subscription: &Subscription,
        heard: bool,
    ) -> Result<(), ResubscribeError> {
        // Of one server its return is waited for; of many, the others have their turn meanwhile.
        if generation.cluster().is_some() && node.slots[0].up_now().is_none() {
            node.ensure_supervised();
            return Err(ResubscribeError::Away(nowhere(&node.target)));
        }
        let mut wire = self
            .ear(node)
            .await
            .map_err(ResubscribeError::Away)?
            .link
            .sender();
        let begin = subscription.begin();
        self.outflow.expect(heard);
        let answer = wire.send(&begin).await;
        let settings = &node.target.settings;
        let result = match answer {
            Ok(Value::ServerError(error)) if is_elsewhere(error.code()) => {
                generation.map_is_stale();
                return Err(ResubscribeError::Refused(nowhere(&generation.target)));
            }
            Ok(Value::ServerError(error)) => Err(RedisError::from(error)),
            Ok(_) => Ok(()),
            Err(error) if command_error::is_connection_lost(&error) => {
                return Err(ResubscribeError::Away(nowhere(&generation.target)));
            }
            Err(error) => Err(command_error::unknown(settings, None, &error)),
        };
        let Some(standing) = self.wanted.get_mut(subscription) else {
            return Ok(());
        };
        match result {
            Ok(()) => {
                standing.at = Some(Arc::clone(node));
                standing.heard = true;
                standing.denied = false;
                if let Some(reply) = standing.reply.take()
                    && reply.send(Ok(())).is_err()
                {
                    // Nobody waited for it any longer: he was told that it is not subscribed.
                    let end = subscription.end();
                    self.forget(subscription, &end).await;
                }
                Ok(())
            }
            Err(error) => match standing.reply.take() {
                Some(reply) => {
                    self.wanted.remove(subscription);
                    let _gone = reply.send(Err(error));
                    Ok(())
                }
                // It was allowed before, and may be again.
                None => {
                    let refused = renewal_refused(generation, &error);
                    if !standing.denied {
                        standing.denied = self.outflow.deny(subscription, error);
                        tracing::warn!(
                            instance = settings.name(),
                            error = refused.message.as_str(),
                            "redis subscription is refused"
                        );
                    }
                    Err(ResubscribeError::Refused(refused))
                }
            },
        }
    }

    async fn forget(&mut self, subscription: &Subscription, end: &redis::Cmd) {
        let standing = self.wanted.remove(subscription);
        let at = standing.and_then(|standing| standing.at);
        let ear = self
            .ears
            .iter()
            .find(|ear| at.as_ref().is_some_and(|at| Arc::ptr_eq(at, &ear.node)));
        if let Some(ear) = ear {
            let _answer = ear.link.sender().send(end).await;
        }
    }

    /// The socket at a node, opened if there is none.
    async fn ear(&mut self, node: &Arc<Node>) -> Result<&PubSubSocket, ConnectError> {
        let place = self.ears.iter().position(|ear| {
            let there = ear.node.locator.place();
            Arc::ptr_eq(&ear.node, node)
                && !ear.link.is_lost()
                && there.as_ref() == Some(&ear.place)
        });
        let place = match place {
            Some(place) => place,
            None => {
                let hearing = PushRouter::new(&self.outflow, &self.told);
                let ears = {
                    let hearing = hearing.clone();
                    Arc::new(move |push| hearing.hear(push))
                };
                let (link, place) = node.open_hearing(&self.told, ears).await?;
                self.ears.push(PubSubSocket {
                    node: Arc::clone(node),
                    link,
                    place,
                    hearing,
                });
                self.ears.len() - 1
            }
        };
        Ok(&self.ears[place])
    }
}

/// Whether the answer says that another node is to be asked.
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

fn nowhere(target: &Target) -> ConnectError {
    target.error(
        ConnectErrorKind::Server,
        "the socket of a subscriber was lost, or its channel has moved",
        "it subscribes again by itself",
    )
}
