//! The replies that one request awaits.

use std::sync::Arc;

use redis::{PushKind, ServerError, Value};

use super::aborted_transaction;
use super::waiter::{Lost, Reply, Waiter};

/// Several replies to one request.
#[derive(Default)]
pub(super) struct Batch {
    /// Replies that the caller does not want: in a transaction, those before the one to `EXEC`.
    skip: usize,
    is_transaction: bool,
    /// All replies that have not arrived.
    left: usize,
    wanted: Vec<Value>,
    /// The number of those that were skipped, and in a transaction the errors among them with their positions. With one of
    /// them the server does not run it.
    skipped: usize,
    refused: Vec<(usize, ServerError)>,
}

impl Batch {
    pub(super) fn new(is_transaction: bool, skip: usize, count: usize) -> Self {
        Self {
            skip,
            is_transaction,
            left: (skip + count).max(1),
            wanted: Vec::with_capacity(count),
            skipped: 0,
            refused: Vec::new(),
        }
    }

    /// Adds a reply; `true` if it was the last one.
    fn add(&mut self, value: Value) -> bool {
        self.left -= 1;
        if self.skipped == self.skip {
            self.wanted.push(value);
        } else {
            if let (Value::ServerError(error), true) = (value, self.is_transaction) {
                self.refused.push((self.skipped, error));
            }
            self.skipped += 1;
        }
        self.left == 0
    }

    fn finish(self) -> Reply {
        Reply::Many(match self.refused.is_empty() {
            true => Ok(self.wanted),
            false => Err(aborted_transaction::error(&self.refused, self.skipped)),
        })
    }
}

/// What a request expects.
pub(super) enum Expected {
    One,
    Many(Batch),
    /// The confirmation of a subscription, which arrives as a push of this kind.
    Confirmation(PushKind),
    /// The reply to the driver's own `PING`.
    Fence,
}

/// A request that was packed and not answered.
pub(super) struct Awaited {
    /// `None` for the driver's own `PING`, and for a command whose reply is not wanted.
    pub(super) waiter: Option<Arc<Waiter>>,
    pub(super) expected: Expected,
    /// Where its bytes begin and end in all that is written on the socket.
    pub(super) start: u64,
    pub(super) end: u64,
    /// The server may take longer than the response timeout.
    pub(super) may_block: bool,
}

impl Awaited {
    /// How many replies it takes up in the queue.
    pub(super) fn weight(&self) -> usize {
        match &self.expected {
            Expected::Many(batch) => batch.left,
            _ => 1,
        }
    }

    /// Takes a reply; `true` if it was the last one.
    #[inline]
    pub(super) fn take(&mut self, value: Value) -> bool {
        let reply = match &mut self.expected {
            Expected::Many(batch) => {
                if !batch.add(value) {
                    return false;
                }
                std::mem::take(batch).finish()
            }
            _ => Reply::One(value),
        };
        if let Some(waiter) = &self.waiter {
            waiter.complete(Ok(reply));
        }
        true
    }

    /// Of this many bytes that were written: whether the server may have acted on the request. A part of a single command has
    /// no effect.
    pub(super) fn may_be_received(&self, written: u64) -> bool {
        match &self.expected {
            Expected::Many(_) => self.start < written,
            _ => self.end <= written,
        }
    }

    pub(super) fn lose(self, lost: Lost) {
        if let Some(waiter) = self.waiter {
            waiter.complete(Err(lost));
        }
    }
}
