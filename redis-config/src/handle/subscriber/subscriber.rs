//! Messages of channels, across reconnects, failovers and switches.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use redis::RedisResult;
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout_at};

use super::message::SubscriberEvent;
use super::socket::EventSender;
use super::subscription::{Kind, Subscription};
use super::task::{Request, SubscriberTask};
use crate::config::definition::RedisConfig;
use crate::error::ConnectErrorKind;
use crate::handle::command_error;
use crate::handle::instance::instance::Instance;

/// Events that are buffered at most. Messages beyond that are dropped and reported as a gap.
const BUFFER: usize = 16 * 1024;

/// Receives the messages of channels. Take it from [`Handle::subscriber`](crate::Handle::subscriber).
///
/// It has a socket of its own, in a cluster one for each shard. It subscribes again automatically after a reconnect, a
/// failover, a resharding, and when the instance is [switched](crate::Handle::switch). Redis does not buffer messages for
/// disconnected subscribers. Whenever some may be missing, [`next`](Self::next) returns a [`SubscriberEvent::Gap`], in order.
///
/// Up to 16,384 messages are buffered; more are dropped, which is a gap too. Its sockets use RESP3, regardless of `protocol`;
/// that needs Redis 6.
///
/// Dropping it closes its sockets.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> Result<(), Box<dyn std::error::Error>> {
/// use redis_config::SubscriberEvent;
/// let mut news = handle.subscriber().await?;
/// news.subscribe("news").await?;
/// news.psubscribe("weather.*").await?;
/// loop {
///     match news.next().await {
///         SubscriberEvent::Message(message) => {
///             println!("{}: {}", message.channel(), String::from_utf8_lossy(message.payload()));
///         }
///         SubscriberEvent::Gap => println!("something may have been missed: look for yourself"),
///         _ => {}
///     }
/// }
/// # }
/// ```
pub struct Subscriber<C: RedisConfig> {
    instance: Arc<Instance>,
    requests: mpsc::UnboundedSender<Request>,
    events: mpsc::Receiver<SubscriberEvent>,
    sender: Arc<EventSender>,
    task: AbortHandle,
    definition: PhantomData<fn() -> C>,
}

impl<C: RedisConfig> Subscriber<C> {
    /// Starts its task. Needs a Tokio runtime.
    pub(crate) fn start(instance: &Arc<Instance>) -> Self {
        let (requests, received) = mpsc::unbounded_channel();
        let (sender, events) = mpsc::channel(BUFFER);
        let sender = Arc::new(EventSender::new(sender));
        let task = SubscriberTask::new(instance, received, Arc::clone(&sender));
        Self {
            instance: Arc::clone(instance),
            requests,
            events,
            sender,
            task: tokio::spawn(task.run()).abort_handle(),
            definition: PhantomData,
        }
    }

    /// Subscribes to a channel. Completes when the server has confirmed it.
    ///
    /// # Errors
    ///
    /// The server refuses it (`NOPERM`), or there is no connection for `response_timeout`. Then it is not subscribed.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the subscription may exist or not.
    pub async fn subscribe(&mut self, channel: impl AsRef<[u8]>) -> RedisResult<()> {
        self.request(Kind::Channel, channel.as_ref(), true).await
    }

    /// Subscribes to all channels whose names match a glob pattern: `news.*`.
    ///
    /// # Errors
    ///
    /// As [`subscribe`](Self::subscribe); so is the cancel safety.
    pub async fn psubscribe(&mut self, pattern: impl AsRef<[u8]>) -> RedisResult<()> {
        self.request(Kind::Pattern, pattern.as_ref(), true).await
    }

    /// Subscribes to a sharded channel (`SPUBLISH`), from Redis 7.0 on.
    ///
    /// # Errors
    ///
    /// As [`subscribe`](Self::subscribe); so is the cancel safety.
    pub async fn ssubscribe(&mut self, channel: impl AsRef<[u8]>) -> RedisResult<()> {
        self.request(Kind::Sharded, channel.as_ref(), true).await
    }

    /// Unsubscribes from a channel. Messages that were received before stay in the buffer.
    ///
    /// # Errors
    ///
    /// There is no connection for `response_timeout`. The subscription ends all the same.
    pub async fn unsubscribe(&mut self, channel: impl AsRef<[u8]>) -> RedisResult<()> {
        self.request(Kind::Channel, channel.as_ref(), false).await
    }

    /// Unsubscribes from a pattern.
    ///
    /// # Errors
    ///
    /// As [`unsubscribe`](Self::unsubscribe).
    pub async fn punsubscribe(&mut self, pattern: impl AsRef<[u8]>) -> RedisResult<()> {
        self.request(Kind::Pattern, pattern.as_ref(), false).await
    }

    /// Unsubscribes from a sharded channel.
    ///
    /// # Errors
    ///
    /// As [`unsubscribe`](Self::unsubscribe).
    pub async fn sunsubscribe(&mut self, channel: impl AsRef<[u8]>) -> RedisResult<()> {
        self.request(Kind::Sharded, channel.as_ref(), false).await
    }

    /// The next event. Waits until there is one.
    ///
    /// Cancel safe: no event is lost.
    pub async fn next(&mut self) -> SubscriberEvent {
        std::future::poll_fn(|cx| self.poll_event(cx)).await
    }

    async fn request(&mut self, kind: Kind, name: &[u8], wanted: bool) -> RedisResult<()> {
        let target = self.instance.current().target.clone();
        let (reply, answer) = oneshot::channel();
        let request = Request {
            subscription: Subscription::new(kind, name),
            wanted,
            reply,
        };
        let unsent = |message: &str, help: &str| {
            let state = self.instance.state().borrow().clone();
            let error = match state.last_error() {
                Some(error) => error.clone(),
                None => target.error(ConnectErrorKind::Timeout, message, help),
            };
            command_error::unsent(&error)
        };
        if self.requests.send(request).is_err() {
            return Err(unsent(
                "the runtime that this subscriber was made on has ended",
                "make another one with `subscriber()`",
            ));
        }
        let deadline = Instant::now() + target.settings.response_timeout();
        match timeout_at(deadline, answer).await {
            Ok(Ok(answer)) => answer,
            _ => Err(unsent(
                "no connection to subscribe on in time",
                "see `state()` of the handle for what it waits for",
            )),
        }
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<SubscriberEvent> {
        self.sender.register_reader(cx.waker());
        match self.events.poll_recv(cx) {
            Poll::Ready(Some(event)) => Poll::Ready(event),
            // The gap comes after all messages before it. `Pending` alone does not mean that they are taken: it may be Tokio's
            // cooperative budget.
            _ if self.sender.take_gap() => Poll::Ready(SubscriberEvent::Gap),
            _ => Poll::Pending,
        }
    }
}

/// Never ends; see [`Subscriber::next`].
impl<C: RedisConfig> Stream for Subscriber<C> {
    type Item = SubscriberEvent;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SubscriberEvent>> {
        self.get_mut().poll_event(cx).map(Some)
    }
}

impl<C: RedisConfig> Drop for Subscriber<C> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<C: RedisConfig> fmt::Debug for Subscriber<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.instance.current().target.settings;
        f.debug_struct("Subscriber")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .finish_non_exhaustive()
    }
}
