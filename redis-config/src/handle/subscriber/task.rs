//! The task behind a subscriber: keeps what is subscribed to equal to what is wanted, wherever the server is.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use redis::RedisResult;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use super::socket::{EventSender, PubSubSocket};
use super::subscription::{Kind, Subscription};
use crate::connect::backoff::Backoff;
use crate::handle::instance::generation::Generation;
use crate::handle::instance::instance::Instance;
use crate::handle::node::node::Node;

/// The server of a socket may have become another one without a word.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Begins or ends a subscription.
pub(crate) struct Request {
    pub(crate) subscription: Subscription,
    pub(crate) wanted: bool,
    pub(crate) reply: oneshot::Sender<RedisResult<()>>,
}

/// How it stands with something wanted.
pub(crate) struct SubscriptionStatus {
    /// The node whose ear hears it; none while there is none.
    pub(crate) at: Option<Arc<Node>>,
    /// It was heard before: what came since then is missed.
    pub(crate) heard: bool,
    /// The reader knows that the server refuses it now.
    pub(crate) denied: bool,
    /// Who waits for the first confirmation.
    pub(crate) reply: Option<oneshot::Sender<RedisResult<()>>>,
}

/// The task's state.
pub(crate) struct SubscriberTask {
    /// Not the instance itself: its last handle closes it, and the subscriber holds one.
    instance: std::sync::Weak<Instance>,
    generations: watch::Receiver<u64>,
    orders: mpsc::UnboundedReceiver<Request>,
    pub(crate) outflow: Arc<EventSender>,
    pub(crate) wanted: BTreeMap<Subscription, SubscriptionStatus>,
    pub(crate) ears: Vec<PubSubSocket>,
    pub(crate) told: Arc<Notify>,
    backoff: Backoff,
    retry_at: Option<Instant>,
}

/// What woke the task.
enum Turn {
    Order(Option<Request>),
    Look,
}

impl SubscriberTask {
    pub(crate) fn new(
        instance: &Arc<Instance>,
        orders: mpsc::UnboundedReceiver<Request>,
        outflow: Arc<EventSender>,
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
    pub(crate) async fn run(mut self) {
        loop {
            let Some(instance) = self.instance.upgrade() else {
                return;
            };
            let generation = instance.current();
            drop(instance);
            self.reauthenticate().await;
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
        let gone = |ear: &PubSubSocket| {
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

    async fn take(&mut self, order: Request) {
        if order.reply.is_closed() {
            return;
        }
        if order.wanted {
            let standing = self
                .wanted
                .entry(order.subscription)
                .or_insert(SubscriptionStatus {
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
            let _answer = ear.link.sender().send(&end).await;
            ear.hearing.dismissed.store(false, Ordering::Release);
        }
        let _gone = order.reply.send(Ok(()));
    }
}
