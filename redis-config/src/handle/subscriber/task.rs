//! The task behind a subscriber: keeps its subscriptions in place, whichever server has them.

use std::collections::BTreeMap;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
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

/// How often to check that each socket is still at the server of its node: that changes without a notification.
const RECHECK_INTERVAL: Duration = Duration::from_secs(1);

/// A caller's request to begin or end a subscription.
pub(crate) struct Request {
    pub(crate) subscription: Subscription,
    pub(crate) wanted: bool,
    pub(crate) reply: oneshot::Sender<RedisResult<()>>,
}

/// The state of a subscription that the caller wants.
#[derive(Default)]
pub(crate) struct SubscriptionStatus {
    /// The socket that receives its messages, by its id; `None` until the server has confirmed it there.
    pub(crate) socket: Option<u64>,
    /// It was confirmed before: messages since then are missed.
    pub(crate) was_confirmed: bool,
    /// The reader knows that the server refuses it now.
    pub(crate) denied: bool,
    /// Takes the result of the first attempt.
    pub(crate) reply: Option<oneshot::Sender<RedisResult<()>>>,
}

/// The task's state.
pub(crate) struct SubscriberTask {
    /// Weak: the last handle closes the instance, and the subscriber holds one.
    instance: Weak<Instance>,
    generations: watch::Receiver<u64>,
    requests: mpsc::UnboundedReceiver<Request>,
    pub(crate) events: Arc<EventSender>,
    pub(crate) wanted: BTreeMap<Subscription, SubscriptionStatus>,
    /// The open sockets by id. A node has two for a while, when its server has changed.
    pub(crate) sockets: BTreeMap<u64, PubSubSocket>,
    pub(crate) next_id: u64,
    /// Wakes the task when a socket is lost, or a slot has moved.
    pub(crate) notify: Arc<Notify>,
    backoff: Backoff,
    retry_at: Option<Instant>,
}

/// What woke the task.
enum Wake {
    Request(Option<Request>),
    Switched,
    Check,
}

impl SubscriberTask {
    pub(crate) fn new(
        instance: &Arc<Instance>,
        requests: mpsc::UnboundedReceiver<Request>,
        events: Arc<EventSender>,
    ) -> Self {
        Self {
            backoff: Backoff::new(&instance.current().target.settings),
            generations: instance.generations(),
            instance: Arc::downgrade(instance),
            requests,
            events,
            wanted: BTreeMap::new(),
            sockets: BTreeMap::new(),
            next_id: 0,
            notify: Arc::new(Notify::new()),
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
            self.check_sockets(&generation);
            if self.retry_at.is_none_or(|at| at <= Instant::now()) {
                self.retry_at = None;
                if let Err(error) = self.resubscribe(&generation).await {
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
                    self.close_unused_sockets();
                }
            }
            match self.next_wake().await {
                Wake::Request(None) => return,
                Wake::Request(Some(request)) => self.handle_request(request).await,
                // The new server gets an attempt at once, whatever delay the old one had.
                Wake::Switched => self.retry_at = None,
                Wake::Check => {}
            }
        }
    }

    async fn next_wake(&mut self) -> Wake {
        let recheck_at = (!self.sockets.is_empty()).then(|| Instant::now() + RECHECK_INTERVAL);
        let at = self.retry_at.or(recheck_at);
        let mut timer = pin!(async move {
            match at {
                Some(at) => sleep_until(at).await,
                None => pending().await,
            }
        });
        let mut notified = pin!(self.notify.notified());
        let mut switched = pin!(self.generations.changed());
        let requests = &mut self.requests;
        poll_fn(|cx| {
            if let Poll::Ready(request) = requests.poll_recv(cx) {
                return Poll::Ready(Wake::Request(request));
            }
            match switched.as_mut().poll(cx) {
                Poll::Ready(Ok(())) => return Poll::Ready(Wake::Switched),
                Poll::Ready(Err(_)) => return Poll::Ready(Wake::Request(None)),
                Poll::Pending => {}
            }
            if notified.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Wake::Check);
            }
            timer.as_mut().poll(cx).map(|()| Wake::Check)
        })
        .await
    }

    /// Marks the subscriptions that have to be renewed on another socket.
    fn check_sockets(&mut self, generation: &Generation) {
        for (id, socket) in &self.sockets {
            let slot_moved = socket.router.slot_moved.swap(false, Ordering::AcqRel);
            let serves = socket.serves(generation);
            for (subscription, status) in &mut self.wanted {
                let is_ended = slot_moved && subscription.kind == Kind::Sharded;
                if status.socket == Some(*id) && (is_ended || !serves) {
                    status.socket = None;
                }
            }
        }
        // One at a former server still receives messages until another socket does.
        self.sockets.retain(|_, socket| !socket.is_over());
    }

    fn close_unused_sockets(&mut self) {
        self.sockets.retain(|id, socket| {
            let mut wanted = self.wanted.values();
            socket.is_at_current_server() && wanted.any(|status| status.socket == Some(*id))
        });
    }

    async fn handle_request(&mut self, request: Request) {
        if request.reply.is_closed() {
            return;
        }
        if !request.wanted {
            self.unsubscribe(&request.subscription).await;
            let _gone = request.reply.send(Ok(()));
            return;
        }
        let status = self.wanted.entry(request.subscription).or_default();
        if status.socket.is_some() {
            let _gone = request.reply.send(Ok(()));
        } else {
            status.reply = Some(request.reply);
            // At once, whatever delay other subscriptions have.
            self.retry_at = None;
        }
    }

    pub(crate) async fn unsubscribe(&mut self, subscription: &Subscription) {
        let status = self.wanted.remove(subscription);
        let id = status.and_then(|status| status.socket);
        if let Some(socket) = id.and_then(|id| self.sockets.get(&id)) {
            let command = subscription.unsubscribe_command();
            // Even if that fails: its messages are not wanted any more.
            let _reply = socket.socket.sender().send(&command).await;
            // The server confirms it in the same way in which it reports a moved slot.
            socket.router.slot_moved.store(false, Ordering::Release);
        }
    }
}
