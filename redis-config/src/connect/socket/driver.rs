//! The task that owns a socket: it writes requests and assigns replies, in order.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use redis::{Cmd, ErrorKind, PushInfo, PushKind, RedisError, Value};
use tokio::io::AsyncWrite;
use tokio::sync::Notify;

use super::awaited::{Awaited, Expected};
use super::fence::{Fence, is_pong};
use super::reply_clock::{ReplyClock, Tick};
use super::request_queue::{RequestQueue, Taken};
use super::waiter::{Lost, SocketLoss};
use crate::connect::resp::parser::ReplyParser;
use crate::connect::resp::push::resp2_push;
use crate::connect::stream::Stream;

/// Replies between two writes. A driver that completes all replies first writes the next commands of all callers at once:
/// then client and server take turns, and each waits for the other, which costs half the throughput with 256 callers.
/// Between 16 and 64 makes little difference.
const REPLIES_PER_TURN: usize = 32;
/// Memory of a chunk that is used again.
const MAX_SPARE: usize = 256 * 1024;
/// How often a busy socket is checked for replies out of step.
const STEP_CHECK: Duration = Duration::from_secs(1);

/// Called with each push of the server.
pub(crate) type PushHandler = Arc<dyn Fn(PushInfo) + Send + Sync>;

/// The end of the socket.
type Ending = (SocketLoss, RedisError);

/// Drives one socket until it ends. Dropping it ends the socket.
pub(crate) struct Driver {
    stream: Stream,
    queue: Arc<RequestQueue>,
    parser: ReplyParser,
    /// What is to be written, and the requests that await replies.
    taken: Taken,
    /// How much of the first chunk is written.
    at: usize,
    /// All bytes that the kernel has accepted; with TLS, bytes before encryption that the TLS library has accepted.
    written: u64,
    /// Bytes written and replies received that the queue does not know of.
    newly_written: usize,
    newly_answered: usize,
    spare: Option<Vec<u8>>,
    unflushed: bool,
    clock: ReplyClock,
    /// Ticks between two fences.
    step_check: u64,
    fence: Fence,
    ping: Cmd,
    push_handler: Option<PushHandler>,
    /// Notified at the end.
    closed: Arc<Notify>,
    is_first_reply: bool,
    is_over: bool,
}

impl Driver {
    pub(super) fn new(
        stream: Stream,
        queue: Arc<RequestQueue>,
        clock: ReplyClock,
        push_handler: Option<PushHandler>,
        closed: Arc<Notify>,
    ) -> Self {
        Self {
            stream,
            queue,
            parser: ReplyParser::default(),
            taken: Taken::default(),
            at: 0,
            written: 0,
            newly_written: 0,
            newly_answered: 0,
            spare: None,
            unflushed: false,
            step_check: clock.ticks_in(STEP_CHECK),
            clock,
            fence: Fence::default(),
            ping: redis::cmd("PING"),
            push_handler,
            closed,
            is_first_reply: true,
            is_over: false,
        }
    }

    fn turn(&mut self, cx: &mut Context<'_>) -> Result<(), Ending> {
        loop {
            // First: what is queued for a socket that the server has closed is not written.
            let has_more = self.read(cx)?;
            self.take();
            let is_full = self.write(cx)?;
            // After what was read: a late tick may find a reply that arrived in time.
            self.tick(cx)?;
            if has_more {
                // Behind the callers that the replies woke: they pack their next commands first.
                cx.waker().wake_by_ref();
                return Ok(());
            }
            // A full socket wakes the driver, which then takes what was queued.
            if is_full || self.queue.sleep(cx) {
                return Ok(());
            }
        }
    }

    fn take(&mut self) {
        let was_idle = self.taken.requests.is_empty();
        let written = std::mem::take(&mut self.newly_written);
        let answered = std::mem::take(&mut self.newly_answered);
        self.queue
            .take(&mut self.taken, &mut self.spare, written, answered);
        if was_idle {
            self.clock.restart();
        }
    }

    /// Writes what it can; `true` if the socket accepts no more for now.
    fn write(&mut self, cx: &mut Context<'_>) -> Result<bool, Ending> {
        while let Some(chunk) = self.taken.chunks.front() {
            let written = match Pin::new(&mut self.stream).poll_write(cx, &chunk[self.at..]) {
                Poll::Pending => return Ok(true),
                Poll::Ready(Ok(0)) => return Err(self.io(&io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(written)) => written,
                Poll::Ready(Err(error)) => {
                    if self.stream.may_send_before_failing() {
                        self.written += (chunk.len() - self.at) as u64;
                    }
                    return Err(self.io(&error));
                }
            };
            let is_front_unwritten =
                (self.taken.requests.front()).is_some_and(|request| request.end > self.written);
            if is_front_unwritten {
                // The peer reads a request that is still being sent.
                self.clock.restart();
            }
            self.clock.mark_active();
            self.unflushed = true;
            self.written += written as u64;
            self.newly_written += written;
            self.at += written;
            if self.at == chunk.len() {
                self.at = 0;
                if let Some(mut chunk) = self.taken.chunks.pop_front()
                    && chunk.capacity() <= MAX_SPARE
                {
                    chunk.clear();
                    self.spare = Some(chunk);
                }
            }
        }
        if self.unflushed {
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(Ok(())) => self.unflushed = false,
                Poll::Ready(Err(error)) => return Err(self.io(&error)),
                Poll::Pending => {}
            }
        }
        Ok(false)
    }

    /// Assigns the replies that have arrived, up to the limit of a turn; `true` if there may be more.
    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool, Ending> {
        let (mut replies, mut has_read) = (0, false);
        loop {
            while let Some(value) = self.parser.next_reply().map_err(|_| malformed())? {
                replies += usize::from(self.receive(value)?);
                if replies == REPLIES_PER_TURN {
                    return Ok(true);
                }
            }
            if has_read && self.parser.is_inside_reply() {
                // A long reply that is still arriving is not overdue.
                self.clock.restart();
            }
            match self.parser.poll_fill(&mut self.stream, cx) {
                Poll::Pending => return Ok(false),
                Poll::Ready(Ok(0)) => return Err(self.io(&io::ErrorKind::BrokenPipe.into())),
                Poll::Ready(Ok(_)) => {
                    has_read = true;
                    self.clock.mark_active();
                }
                Poll::Ready(Err(error)) => return Err(self.io(&error)),
            }
        }
    }

    /// Takes what the server sent; `true` if that is a reply, for which a caller may wait.
    #[inline]
    fn receive(&mut self, value: Value) -> Result<bool, Ending> {
        let value = match value {
            Value::Push { kind, data } => {
                self.push(kind, data);
                return Ok(false);
            }
            Value::Array(items) if self.push_handler.is_some() => match resp2_push(items) {
                Ok((kind, data)) => {
                    self.push(kind, data);
                    return Ok(false);
                }
                Err(items) => Value::Array(items),
            },
            Value::ServerError(error) => {
                if self.is_first_reply {
                    let details = error.details().unwrap_or_default();
                    self.queue
                        .set_first_error(format!("{} {details}", error.code()));
                }
                // The session may be signed out, or a script has answered this.
                self.fence.wanted |= error.code() == "NOAUTH";
                Value::ServerError(error)
            }
            value => value,
        };
        self.is_first_reply = false;
        let Some(oldest) = self.taken.requests.front_mut() else {
            return Err(match value {
                // The server rejects the connection.
                Value::ServerError(_) => (SocketLoss::Closed, broken()),
                _ => (SocketLoss::OutOfStep, broken()),
            });
        };
        if matches!(oldest.expected, Expected::Fence) {
            self.fence.in_flight = false;
            match &value {
                Value::ServerError(error) if error.code() == "NOAUTH" => {
                    return Err((SocketLoss::SignedOut, broken()));
                }
                reply if !is_pong(reply) => return Err((SocketLoss::OutOfStep, broken())),
                _ => {}
            }
        }
        let is_complete = oldest.take(value);
        self.answered(is_complete);
        Ok(true)
    }

    /// A reply was assigned to the oldest request.
    fn answered(&mut self, is_complete: bool) {
        if is_complete {
            self.taken.requests.pop_front();
        }
        self.newly_answered += 1;
        self.clock.restart();
        // Under load only. Behind a single request it could complete one that was damaged on its way, whose reply would
        // then be taken for a success.
        if self.clock.now() - self.fence.last >= self.step_check && !self.taken.requests.is_empty()
        {
            self.fence.wanted = true;
        }
    }

    /// Passes a push on. One that confirms a subscription is also the reply to its command.
    fn push(&mut self, kind: PushKind, data: Vec<Value>) {
        let Some(handler) = &self.push_handler else {
            return;
        };
        let oldest = self.taken.requests.front_mut();
        let confirmed = oldest.filter(|oldest| {
            matches!(&oldest.expected, Expected::Confirmation(expected) if *expected == kind)
        });
        match confirmed {
            Some(oldest) => {
                // The handler first: the caller finds the subscription in force.
                handler(PushInfo {
                    kind: kind.clone(),
                    data: data.clone(),
                });
                oldest.take(Value::Push { kind, data });
                self.answered(true);
            }
            None => handler(PushInfo { kind, data }),
        }
    }

    fn tick(&mut self, cx: &mut Context<'_>) -> Result<(), Ending> {
        loop {
            let due = (self.taken.requests.front()).is_some_and(|oldest| !oldest.may_block);
            let Poll::Ready(tick) = self.clock.poll(cx, due) else {
                break;
            };
            match tick {
                Tick::Overdue => {
                    return Err((
                        SocketLoss::Overdue,
                        io::Error::from(io::ErrorKind::TimedOut).into(),
                    ));
                }
                Tick::Idle => self.fence.wanted = true,
                Tick::Busy => {}
            }
        }
        if self.fence.wanted && !self.fence.in_flight {
            self.fence = Fence {
                in_flight: self.queue.enter_fence(&self.ping),
                last: self.clock.now(),
                wanted: false,
            };
        }
        Ok(())
    }

    fn io(&self, error: &io::Error) -> Ending {
        #[cfg(feature = "tls")]
        if let Some(error) = crate::connect::tls::classify::inner(error) {
            self.queue.set_tls_error(error.clone());
        }
        (SocketLoss::Closed, io::Error::from(error.kind()).into())
    }

    /// Fails every request. Those of which the server cannot have received enough to act on them can be sent again.
    fn end(&mut self, (loss, error): Ending) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        let untaken = self.queue.end(loss, &error);
        let loss = self.queue.loss().unwrap_or(loss);
        let taken = std::mem::take(&mut self.taken.requests);
        let lost = |requests: VecDeque<Awaited>| {
            for request in requests {
                let written = request.may_be_received(self.written);
                let error = error.clone();
                request.lose(Lost {
                    written,
                    loss,
                    error,
                });
            }
        };
        lost(taken);
        lost(untaken);
        self.closed.notify_one();
    }
}

impl Future for Driver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        match this.turn(cx) {
            Ok(()) => Poll::Pending,
            Err(ending) => {
                this.end(ending);
                Poll::Ready(())
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end((SocketLoss::Closed, broken()));
    }
}

fn broken() -> RedisError {
    io::Error::from(io::ErrorKind::BrokenPipe).into()
}

fn malformed() -> Ending {
    let error = (
        ErrorKind::Parse,
        "the server's reply is not in the Redis protocol",
    );
    (SocketLoss::Closed, error.into())
}
