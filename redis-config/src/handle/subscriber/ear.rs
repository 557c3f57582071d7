//! A socket that hears messages, and the way from there to their reader.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::task::AtomicWaker;
use redis::{PushInfo, PushKind};
use tokio::sync::{Notify, mpsc};

use super::message::{Message, SubscriberEvent};
use crate::connect::{Link, Place};
use crate::handle::node::Node;

/// Where messages go; remembers that some were missed until the reader is told.
pub(super) struct Outflow {
    events: mpsc::Sender<SubscriberEvent>,
    gap: AtomicBool,
    reader: AtomicWaker,
}

impl Outflow {
    pub(super) fn new(events: mpsc::Sender<SubscriberEvent>) -> Self {
        Self {
            events,
            gap: AtomicBool::new(false),
            reader: AtomicWaker::new(),
        }
    }

    /// Passes a message on, after the news of a gap before it. Without room it is missed.
    fn pass(&self, message: Message) {
        if self.gap.load(Ordering::Acquire) && self.events.try_send(SubscriberEvent::Gap).is_ok() {
            self.gap.store(false, Ordering::Release);
        }
        if self.gap.load(Ordering::Acquire)
            || self
                .events
                .try_send(SubscriberEvent::Message(message))
                .is_err()
        {
            self.missed();
        }
    }

    /// Messages may have been missed.
    pub(super) fn missed(&self) {
        self.gap.store(true, Ordering::Release);
        self.reader.wake();
    }

    /// Whether messages were missed after all that the reader has taken.
    pub(super) fn take_gap(&self) -> bool {
        self.gap.swap(false, Ordering::AcqRel)
    }

    pub(super) fn register(&self, waker: &std::task::Waker) {
        self.reader.register(waker);
    }
}

/// Hears what a socket is told without having asked.
#[derive(Clone)]
pub(super) struct Hearing {
    outflow: Arc<Outflow>,
    /// The server has ended a sharded subscription by itself: its slot moved.
    pub(super) dismissed: Arc<AtomicBool>,
    told: Arc<Notify>,
}

impl Hearing {
    pub(super) fn new(outflow: &Arc<Outflow>, told: &Arc<Notify>) -> Self {
        Self {
            outflow: Arc::clone(outflow),
            dismissed: Arc::new(AtomicBool::new(false)),
            told: Arc::clone(told),
        }
    }

    pub(super) fn hear(&self, push: PushInfo) {
        if push.kind == PushKind::SUnsubscribe {
            self.dismissed.store(true, Ordering::Release);
            self.told.notify_one();
        } else if let Some(message) = Message::read(push) {
            self.outflow.pass(message);
        }
    }
}

/// A socket that hears messages.
pub(super) struct Ear {
    pub(super) node: Arc<Node>,
    pub(super) link: Link,
    /// The server that it was opened to.
    pub(super) place: Place,
    pub(super) hearing: Hearing,
}
