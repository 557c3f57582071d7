//! Where a caller waits for its reply.

use std::fmt;
use std::task::{Context, Poll, Waker};

use redis::{RedisError, RedisResult, Value};

use crate::sync::Mutex;

/// How a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SocketLoss {
    /// Closed by the server or the network, or a reply was malformed.
    Closed,
    /// The oldest command was not answered within the response timeout.
    Overdue,
    /// The server no longer accepts the session's credentials.
    SignedOut,
    /// Replies belong to other commands.
    OutOfStep,
}

/// The socket ended before the reply came.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    /// Whether the server may have received the request. If not, it can be sent on another socket.
    pub(crate) written: bool,
    pub(crate) loss: SocketLoss,
    pub(crate) error: RedisError,
}

impl From<Lost> for RedisError {
    fn from(lost: Lost) -> Self {
        lost.error
    }
}

/// Why a request has no reply.
#[derive(Clone, Debug)]
pub(crate) enum NoReply {
    Lost(Lost),
    /// The socket is not to blame: an empty command, an aborted transaction.
    Failed(RedisError),
}

impl From<NoReply> for RedisError {
    fn from(error: NoReply) -> Self {
        match error {
            NoReply::Lost(lost) => lost.error,
            NoReply::Failed(error) => error,
        }
    }
}

/// What a request gets.
pub(crate) enum Reply {
    One(Value),
    Many(RedisResult<Vec<Value>>),
}

#[derive(Default)]
struct Waiting {
    waker: Option<Waker>,
    outcome: Option<Result<Reply, Lost>>,
    /// The queue was full, and has room for this request now.
    admitted: bool,
}

/// The place of one request. A sender uses it again for its next one.
#[derive(Default)]
pub(crate) struct Waiter(Mutex<Waiting>);

/// Without the reply.
impl fmt::Debug for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter").finish_non_exhaustive()
    }
}

impl Waiter {
    /// Forgets the request before. Only its sender holds it.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Gives the outcome, and wakes the caller.
    pub(super) fn complete(&self, outcome: Result<Reply, Lost>) {
        self.change(|waiting| waiting.outcome = Some(outcome));
    }

    /// There is room in the queue.
    pub(super) fn admit(&self) {
        self.change(|waiting| waiting.admitted = true);
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        let waker = {
            let mut waiting = self.0.lock();
            change(&mut waiting);
            waiting.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(super) fn is_admitted(&self) -> bool {
        self.0.lock().admitted
    }

    /// The next change wakes this task.
    pub(super) fn register(&self, cx: &Context<'_>) {
        self.0.lock().waker = Some(cx.waker().clone());
    }

    /// The outcome, or the task is woken when there is one, or when there is room in the queue.
    pub(super) fn poll(&self, cx: &Context<'_>) -> Poll<Result<Reply, Lost>> {
        let mut waiting = self.0.lock();
        match waiting.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                let known = waiting.waker.as_ref();
                if known.is_none_or(|known| !known.will_wake(cx.waker())) {
                    waiting.waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    }
}
