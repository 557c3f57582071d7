//! The task behind a subscriber: keeps what is subscribed to equal to what is wanted, wherever the server is.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use redis::{ErrorKind, RedisError, RedisResult, Value};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until, timeout};

use super::ear::{Ear, Hearing, Outflow};
use super::subscription::{Kind, Subscription};
use crate::connect::{Backoff, Target, sign_in_again};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::generation::Generation;
use crate::handle::instance::Instance;
use crate::handle::loss;
use crate::handle::node::Node;

/// The server of a socket may have become another one without a word.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Begins or ends a subscription.
pub(super) struct Order {
    pub(super) subscription: Subscription,
    pub(super) wanted: bool,
    pub(super) reply: oneshot::Sender<RedisResult<()>>,
}

/// How it stands with something wanted.
struct Standing {
    /// The node whose ear hears it; none while there is none.
    at: Option<Arc<Node>>,
    /// It was heard before: what came since then is missed.
    heard: bool,
    /// The reader knows that the server refuses it now.
    denied: bool,
    /// Who waits for the first confirmation.
    reply: Option<oneshot::Sender<RedisResult<()>>>,
}

/// The task's state.
pub(super) struct Feed {
    /// Not the instance itself: its last handle closes it, and the subscriber holds one.
    instance: std::sync::Weak<Instance>,
    generations: watch::Receiver<u64>,
    orders: mpsc::UnboundedReceiver<Order>,
    outflow: Arc<Outflow>,
    wanted: BTreeMap<Subscription, Standing>,
    ears: Vec<Ear>,
    told: Arc<Notify>,
    backoff: Backoff,
    retry_at: Option<Instant>,
}

/// Why a subscription was not begun.
enum Setback {
    /// Its node is not there: no other one is begun there now.
    Away(ConnectError),
    /// It alone.
    Refused(ConnectError),
}

/// What woke the task.
enum Turn {
    Order(Option<Order>),
    Look,
}

impl Feed {
    pub(super) fn new(
        instance: &Arc<Instance>,
        orders: mpsc::UnboundedReceiver<Order>,
        outflow: Arc<Outflow>,
    ) -> Self {
        Self {
            backoff: Backoff::new(&instance.current().target.settings),
            generations: instance.generations(),
            instance: Arc::downgrade(instance),
            orders,
            outflow,
            wanted: BTreeMap::new(),
            ears: Vec::new(),
            told: Arc::new(Notify::new()),
            retry_at: None,
        }
    }

    /// Runs until its subscriber is dropped.
    pub(super) async fn run(mut self) {
        loop {
            let Some(instance) = self.instance.upgrade() else {
                return;
            };
            let generation = instance.current();
            drop(instance);
            self.sign_in_again().await;
            self.look(&generation);
            if self.retry_at.is_none_or(|at| at <= Instant::now()) {
                self.retry_at = None;
                if let Err(error) = self.reconcile(&generation).await {
                    if !generation.is_retired() {
                        tracing::debug!(
                            instance = generation.target.settings.name(),
                            error = error.message.as_str(),
                            "a subscriber waits for its server"
                        );
                        self.retry_at = Some(Instant::now() + self.backoff.next_delay());
                    }
                } else {
                    self.backoff.reset();
                    self.ears.retain(|ear| {
                        let there = ear.node.locator.place();
                        there.as_ref() == Some(&ear.place)
                            && self.wanted.values().any(|one| {
                                one.at.as_ref().is_some_and(|at| Arc::ptr_eq(at, &ear.node))
                            })
                    });
                }
            }
            match self.turn().await {
                Turn::Order(None) => return,
                Turn::Order(Some(order)) => self.take(order).await,
                Turn::Look => {}
            }
        }
    }

    async fn turn(&mut self) -> Turn {
        let look_at = (!self.ears.is_empty()).then(|| Instant::now() + LOOK_AGAIN);
        let at = self.retry_at.or(look_at);
        let mut retry = pin!(async move {
            match at {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        });
        let mut told = pin!(self.told.notified());
        let mut changed = pin!(self.generations.changed());
        let orders = &mut self.orders;
        let turn = poll_fn(|cx| {
            if let Poll::Ready(order) = orders.poll_recv(cx) {
                return Poll::Ready((Turn::Order(order), false));
            }
            match changed.as_mut().poll(cx) {
                Poll::Ready(Ok(())) => return Poll::Ready((Turn::Look, true)),
                Poll::Ready(Err(_)) => return Poll::Ready((Turn::Order(None), false)),
                Poll::Pending => {}
            }
            if told.as_mut().poll(cx).is_ready() {
                return Poll::Ready((Turn::Look, false));
            }
            retry.as_mut().poll(cx).map(|()| (Turn::Look, false))
        });
        let (turn, moved) = turn.await;
        if moved {
            // At the target at once, whatever the server before it was like.
            self.retry_at = None;
        }
        turn
    }

    /// Notes what is no longer heard.
    fn look(&mut self, generation: &Generation) {
        let gone = |ear: &Ear| {
            let there = ear.node.locator.place();
            ear.link.is_lost()
                || ear.link.is_aged()
                || !generation.has(&ear.node)
                || there.as_ref() != Some(&ear.place)
        };
        for ear in &self.ears {
            let dismissed = ear.hearing.dismissed.swap(false, Ordering::AcqRel);
            for (subscription, standing) in &mut self.wanted {
                let here = standing
                    .at
                    .as_ref()
                    .is_some_and(|at| Arc::ptr_eq(at, &ear.node));
                if here && (gone(ear) || (dismissed && subscription.kind == Kind::Sharded)) {
                    standing.at = None;
                }
            }
        }
        // One whose server is no longer the right one still hears, until another does.
        self.ears
            .retain(|ear| !ear.link.is_lost() && !ear.link.is_aged());
    }

    /// Signs the sockets in again whose credentials have been replaced. Nothing else is on its way there: all that is sent is
    /// sent by this task, one after the other.
    async fn sign_in_again(&mut self) {
        for ear in &self.ears {
            let login = ear.node.target.settings.login();
            let Some(answer) = login.accepted() else {
                continue;
            };
            if ear.link.serial() == login.serial() || ear.link.is_lost() {
                continue;
            }
            let limit = ear.node.target.settings.response_timeout();
            let signed = timeout(limit, sign_in_again(&ear.link, login, &answer)).await;
            if !matches!(signed, Ok(Ok(Ok(())))) {
                // Whoever was refused may stay for now, but what was refused may have been lost on the way: a new socket.
                ear.link.cut();
            }
        }
    }

    async fn take(&mut self, order: Order) {
        if order.reply.is_closed() {
            return;
        }
        if order.wanted {
            let standing = self.wanted.entry(order.subscription).or_insert(Standing {
                at: None,
                heard: false,
                denied: false,
                reply: None,
            });
            if standing.at.is_some() {
                let _gone = order.reply.send(Ok(()));
            } else {
                standing.reply = Some(order.reply);
                // At once, whatever others wait for.
                self.retry_at = None;
            }
            return;
        }
        let standing = self.wanted.remove(&order.subscription);
        let ear = standing.and_then(|standing| standing.at).and_then(|at| {
            let mut ears = self.ears.iter();
            ears.find(|ear| Arc::ptr_eq(&ear.node, &at))
        });
        if let Some(ear) = ear {
            let end = order.subscription.end();
            // Whatever comes of it, nothing is wanted of it any more.
            let _answer = ear.link.wire().send(&end).await;
            ear.hearing.dismissed.store(false, Ordering::Release);
        }
        let _gone = order.reply.send(Ok(()));
    }

    /// Subscribes to whatever is wanted and not heard.
    async fn reconcile(&mut self, generation: &Arc<Generation>) -> Result<(), ConnectError> {
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
                Err(Setback::Away(error)) => {
                    away.push(node);
                    error
                }
                Err(Setback::Refused(error)) => error,
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
    ) -> Result<(), Setback> {
        // Of one server its return is waited for; of many, the others have their turn meanwhile.
        if generation.cluster().is_some() && node.slots[0].up_now().is_none() {
            node.ensure_supervised();
            return Err(Setback::Away(nowhere(&node.target)));
        }
        let mut wire = self.ear(node).await.map_err(Setback::Away)?.link.wire();
        let begin = subscription.begin();
        self.outflow.expect(heard);
        let answer = wire.send(&begin).await;
        let settings = &node.target.settings;
        let result = match answer {
            Ok(Value::ServerError(error)) if is_elsewhere(error.code()) => {
                generation.map_is_stale();
                return Err(Setback::Refused(nowhere(&generation.target)));
            }
            Ok(Value::ServerError(error)) => Err(RedisError::from(error)),
            Ok(_) => Ok(()),
            Err(error) if loss::is_loss(&error) => {
                return Err(Setback::Away(nowhere(&generation.target)));
            }
            Err(error) => Err(loss::unknown(settings, None, &error)),
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
                    Err(Setback::Refused(refused))
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
            let _answer = ear.link.wire().send(end).await;
        }
    }

    /// The socket at a node, opened if there is none.
    async fn ear(&mut self, node: &Arc<Node>) -> Result<&Ear, ConnectError> {
        let place = self.ears.iter().position(|ear| {
            let there = ear.node.locator.place();
            Arc::ptr_eq(&ear.node, node)
                && !ear.link.is_lost()
                && there.as_ref() == Some(&ear.place)
        });
        let place = match place {
            Some(place) => place,
            None => {
                let hearing = Hearing::new(&self.outflow, &self.told);
                let ears = {
                    let hearing = hearing.clone();
                    Arc::new(move |push| hearing.hear(push))
                };
                let (link, place) = node.open_hearing(&self.told, ears).await?;
                self.ears.push(Ear {
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
