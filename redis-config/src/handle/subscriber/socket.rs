//! A socket that hears messages, and the way from there to their reader.

use crate::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, MutexGuard};

use futures_util::task::AtomicWaker;
use redis::{PushInfo, PushKind, RedisError};
use tokio::sync::{Notify, mpsc};

use super::message::{Message, SubscriberEvent};
use super::subscription::Subscription;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::handle::node::node::Node;

/// Where messages go; remembers that some were missed until the reader is told.
pub(crate) struct EventSender {
    events: mpsc::Sender<SubscriberEvent>,
    gap: Mutex<Gap>,
    reader: AtomicWaker,
}

/// What the reader does not know yet.
#[derive(Default)]
struct Gap {
    /// Messages were missed after all that is in the queue.
    due: bool,
    /// The subscription whose confirmation comes next was heard before: from there on it is heard again.
    renews: bool,
    /// More subscriptions are being renewed: one gap for all of them, unless a message comes between.
    held: bool,
}

impl EventSender {
    pub(crate) fn new(events: mpsc::Sender<SubscriberEvent>) -> Self {
        Self {
            events,
            gap: Mutex::default(),
            reader: AtomicWaker::new(),
        }
    }

    /// Passes a message on, after the news of a gap before it. Without room it is missed.
    fn pass(&self, message: Message) {
        let mut gap = self.gap();
        if gap.due && self.events.try_send(SubscriberEvent::Gap).is_ok() {
            gap.due = false;
        }
        if gap.due
            || self
                .events
                .try_send(SubscriberEvent::Message(message))
                .is_err()
        {
            gap.due = true;
            drop(gap);
            self.reader.wake();
        }
    }

    /// Tells the reader that the server refuses what it heard before; `false` if there is no room for that.
    pub(crate) fn deny(&self, subscription: &Subscription, error: RedisError) -> bool {
        let denied = SubscriberEvent::Denied {
            name: subscription.name.clone(),
            error,
        };
        self.events.try_send(denied).is_ok()
    }

    /// The server has confirmed a subscription. Called where its messages come from, so that a gap is noted before the
    /// first of them and after all that were heard before.
    fn confirmed(&self) {
        let mut gap = self.gap();
        gap.due |= gap.renews;
    }

    /// The next confirmation is one of a subscription that was heard before, or of one that was not.
    pub(crate) fn expect(&self, heard: bool) {
        let mut gap = self.gap();
        gap.renews = heard;
        gap.held |= heard;
    }

    /// All that can be renewed now is.
    pub(crate) fn settle(&self) {
        let mut gap = self.gap();
        gap.renews = false;
        gap.held = false;
        drop(gap);
        self.reader.wake();
    }

    /// Whether messages were missed after all that the reader has taken.
    pub(crate) fn take_gap(&self) -> bool {
        let mut gap = self.gap();
        // With all its room the queue is empty, and nobody fills it meanwhile.
        !gap.held
            && self.events.capacity() == self.events.max_capacity()
            && std::mem::take(&mut gap.due)
    }

    pub(crate) fn register(&self, waker: &std::task::Waker) {
        self.reader.register(waker);
    }

    fn gap(&self) -> MutexGuard<'_, Gap> {
        self.gap.lock()
    }
}

/// Hears what a socket is told without having asked.
#[derive(Clone)]
pub(crate) struct PushRouter {
    outflow: Arc<EventSender>,
    /// The server has ended a sharded subscription by itself: its slot moved.
    pub(crate) dismissed: Arc<AtomicBool>,
    told: Arc<Notify>,
}

impl PushRouter {
    pub(crate) fn new(outflow: &Arc<EventSender>, told: &Arc<Notify>) -> Self {
        Self {
            outflow: Arc::clone(outflow),
            dismissed: Arc::new(AtomicBool::new(false)),
            told: Arc::clone(told),
        }
    }

    pub(crate) fn hear(&self, push: PushInfo) {
        match push.kind {
            PushKind::SUnsubscribe => {
                self.dismissed.store(true, Ordering::Release);
                self.told.notify_one();
            }
            PushKind::Subscribe | PushKind::PSubscribe | PushKind::SSubscribe => {
                self.outflow.confirmed();
            }
            _ => {
                if let Some(message) = Message::read(push) {
                    self.outflow.pass(message);
                }
            }
        }
    }
}

/// A socket that hears messages.
pub(crate) struct PubSubSocket {
    pub(crate) node: Arc<Node>,
    pub(crate) link: Socket,
    /// The server that it was opened to.
    pub(crate) place: ServerAddr,
    pub(crate) hearing: PushRouter,
}
