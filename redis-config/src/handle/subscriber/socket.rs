//! A socket that receives messages, and the path of a message from there to the reader.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

use futures_util::task::AtomicWaker;
use redis::{PushInfo, PushKind, RedisError};
use tokio::sync::{Notify, mpsc};

use super::message::{Message, SubscriberEvent};
use super::subscription::Subscription;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::sync::Mutex;

/// Passes events to the reader. Remembers that messages were missed until a [`SubscriberEvent::Gap`] reports it.
///
/// A gap has its place among the messages: after all that were received before the loss, before all that were received after
/// it. If the queue is full, the gap waits here until it fits.
pub(crate) struct EventSender {
    events: mpsc::Sender<SubscriberEvent>,
    gap: Mutex<Gap>,
    reader: AtomicWaker,
}

/// A gap that the reader has not received yet.
#[derive(Default)]
struct Gap {
    /// Messages were missed after all that is in the queue.
    is_due: bool,
    /// The next confirmation is one of a subscription that was confirmed before: messages in between were missed.
    renews: bool,
    /// More subscriptions are being renewed. One gap reports all of them, unless a message comes in between.
    is_held: bool,
}

impl EventSender {
    pub(crate) fn new(events: mpsc::Sender<SubscriberEvent>) -> Self {
        Self {
            events,
            gap: Mutex::default(),
            reader: AtomicWaker::new(),
        }
    }

    /// Passes a message to the reader, after the gap that is due. A message that does not fit is missed.
    fn send(&self, message: Message) {
        let mut gap = self.gap.lock();
        if gap.is_due && self.events.try_send(SubscriberEvent::Gap).is_ok() {
            gap.is_due = false;
        }
        let message = SubscriberEvent::Message(message);
        if gap.is_due || self.events.try_send(message).is_err() {
            gap.is_due = true;
            drop(gap);
            self.reader.wake();
        }
    }

    /// Reports that the server refuses to renew a subscription; `false` if that does not fit.
    pub(crate) fn send_denied(&self, subscription: &Subscription, error: RedisError) -> bool {
        let denied = SubscriberEvent::Denied {
            name: subscription.name.clone(),
            error,
        };
        self.events.try_send(denied).is_ok()
    }

    /// The server has confirmed a subscription. Called where its messages come from, so that the gap is due before the first
    /// of them and after all earlier messages.
    fn confirm(&self) {
        let mut gap = self.gap.lock();
        gap.is_due |= gap.renews;
    }

    /// Before a subscription is sent: whether it was confirmed before.
    pub(crate) fn expect_confirmation(&self, renews: bool) {
        let mut gap = self.gap.lock();
        gap.renews = renews;
        gap.is_held |= renews;
    }

    /// All that can be renewed now is.
    pub(crate) fn end_renewal(&self) {
        let mut gap = self.gap.lock();
        gap.renews = false;
        gap.is_held = false;
        drop(gap);
        self.reader.wake();
    }

    /// Whether messages were missed after all that the reader has taken.
    pub(crate) fn take_gap(&self) -> bool {
        let mut gap = self.gap.lock();
        // At full capacity the queue is empty, and the lock keeps it so.
        !gap.is_held
            && self.events.capacity() == self.events.max_capacity()
            && std::mem::take(&mut gap.is_due)
    }

    pub(crate) fn register_reader(&self, waker: &Waker) {
        self.reader.register(waker);
    }
}

/// Receives what the server pushes on one socket.
#[derive(Clone)]
pub(crate) struct PushRouter {
    events: Arc<EventSender>,
    /// The server has ended a sharded subscription: its slot moved.
    pub(crate) slot_moved: Arc<AtomicBool>,
    notify: Arc<Notify>,
}

impl PushRouter {
    pub(crate) fn new(events: &Arc<EventSender>, notify: &Arc<Notify>) -> Self {
        Self {
            events: Arc::clone(events),
            slot_moved: Arc::new(AtomicBool::new(false)),
            notify: Arc::clone(notify),
        }
    }

    pub(crate) fn route(&self, push: PushInfo) {
        match push.kind {
            PushKind::SUnsubscribe => {
                self.slot_moved.store(true, Ordering::Release);
                self.notify.notify_one();
            }
            PushKind::Subscribe | PushKind::PSubscribe | PushKind::SSubscribe => {
                self.events.confirm();
            }
            _ => {
                if let Some(message) = Message::read(push) {
                    self.events.send(message);
                }
            }
        }
    }
}

/// A socket that receives messages.
pub(crate) struct PubSubSocket {
    pub(crate) node: Arc<Node>,
    pub(crate) socket: Socket,
    /// The server that it was opened to.
    pub(crate) server: ServerAddr,
    pub(crate) router: PushRouter,
}

impl PubSubSocket {
    /// Whether it has to be closed, with or without another one in its place.
    pub(crate) fn is_over(&self) -> bool {
        self.socket.is_lost() || self.socket.is_aged()
    }

    /// Whether its node still uses the server that it was opened to.
    pub(crate) fn is_at_current_server(&self) -> bool {
        self.node.locator.server().as_ref() == Some(&self.server)
    }

    /// Whether it can serve the subscriptions of a generation.
    pub(crate) fn serves(&self, generation: &Generation) -> bool {
        !self.is_over() && generation.contains(&self.node) && self.is_at_current_server()
    }
}
