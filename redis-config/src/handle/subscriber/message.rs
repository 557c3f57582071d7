//! What a subscriber receives.

use std::borrow::Cow;
use std::fmt;

use redis::{PushInfo, PushKind, RedisError, Value};

/// What a [`Subscriber`](crate::Subscriber) has to tell.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SubscriberEvent {
    /// A message.
    Message(Message),
    /// Between the event before this and the one after it, messages may have been missed: the connection was lost, the
    /// instance was switched, or they were not taken fast enough.
    Gap,
    /// The server refuses to renew a subscription that it had granted: the rights of the user were changed. Its messages are
    /// missed from the last gap on; the others are heard. It is asked for again now and then, and a [`Gap`](Self::Gap)
    /// tells that it is heard again.
    #[non_exhaustive]
    Denied {
        /// The channel or the pattern.
        name: Vec<u8>,
        /// What the server said.
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
    /// The channel that it was published to, as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn channel(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.channel)
    }

    /// The channel as bytes.
    #[must_use]
    pub fn channel_bytes(&self) -> &[u8] {
        &self.channel
    }

    /// The pattern that matched, if it came by one.
    #[must_use]
    pub fn pattern(&self) -> Option<&[u8]> {
        self.pattern.as_deref()
    }

    /// What was published.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// What was published, without a copy.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// Whether it came by a sharded channel.
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
