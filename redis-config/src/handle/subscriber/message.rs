//! The events of a subscriber.

use std::borrow::Cow;
use std::fmt;

use redis::{PushInfo, PushKind, RedisError, Value};

/// An event of a [`Subscriber`](crate::Subscriber).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SubscriberEvent {
    /// A message.
    Message(Message),
    /// Messages may be missing between the event before this one and the one after it: the connection was lost, the instance
    /// was switched, or the queue was full.
    Gap,
    /// The server refuses to renew this subscription, because the rights of the user have changed. Its messages are missing
    /// from the last gap on; other subscriptions continue. It is tried again now and then. A [`Gap`](Self::Gap) follows when
    /// the server accepts it.
    #[non_exhaustive]
    Denied {
        /// The channel or the pattern.
        name: Vec<u8>,
        /// The error of the server.
        error: RedisError,
    },
}

/// A message of a channel. `Debug` does not show the payload.
#[derive(Clone)]
pub struct Message {
    channel: Vec<u8>,
    pattern: Option<Vec<u8>>,
    payload: Vec<u8>,
    sharded: bool,
}

impl Message {
    /// The channel that it was published to, as text. Bytes that are not UTF-8 are replaced.
    #[must_use]
    pub fn channel(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.channel)
    }

    /// The channel as bytes.
    #[must_use]
    pub fn channel_bytes(&self) -> &[u8] {
        &self.channel
    }

    /// The pattern that matched, if it comes from a pattern subscription.
    #[must_use]
    pub fn pattern(&self) -> Option<&[u8]> {
        self.pattern.as_deref()
    }

    /// The published bytes.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The published bytes, without a copy.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// Whether it comes from a sharded channel.
    #[must_use]
    pub fn is_sharded(&self) -> bool {
        self.sharded
    }

    /// The message in a push of the server, if it is one.
    pub(crate) fn read(push: PushInfo) -> Option<Self> {
        let mut parts = push.data.into_iter().map(|part| match part {
            Value::BulkString(bytes) => Some(bytes),
            Value::SimpleString(text) => Some(text.into_bytes()),
            _ => None,
        });
        let sharded = push.kind == PushKind::SMessage;
        let pattern = match push.kind {
            PushKind::Message | PushKind::SMessage => None,
            PushKind::PMessage => Some(parts.next()??),
            _ => return None,
        };
        Some(Self {
            pattern,
            channel: parts.next()??,
            payload: parts.next()??,
            sharded,
        })
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("channel", &self.channel())
            .field("bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}
