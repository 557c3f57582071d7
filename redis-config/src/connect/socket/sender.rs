//! What a caller holds to send on a socket.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use redis::{Cmd, ErrorKind, Pipeline, Value};

use super::request_queue::{Entry, Outgoing, Packed, RequestQueue};
use super::waiter::{NoReply, Reply, Waiter};

/// Sends commands on a socket. Clones share the socket.
#[derive(Debug)]
pub(crate) struct CommandSender {
    queue: Arc<RequestQueue>,
    /// Of the last request, to use again.
    waiter: Arc<Waiter>,
    may_block: bool,
}

impl CommandSender {
    pub(super) fn new(queue: Arc<RequestQueue>) -> Self {
        Self {
            queue,
            waiter: Arc::default(),
            may_block: false,
        }
    }

    /// The commands sent on this may take longer than the response timeout.
    pub(crate) fn may_block(mut self) -> Self {
        self.may_block = true;
        self
    }

    /// Sends one command.
    ///
    /// Cancel safe: a command that was not written when the future is dropped may still be.
    ///
    /// # Errors
    ///
    /// The socket has ended. An error reply is a value here.
    #[inline]
    pub(crate) fn send(
        &mut self,
        command: &Cmd,
    ) -> impl Future<Output = Result<Value, NoReply>> + Send {
        SendOne(self.sending(Outgoing::One(command)))
    }

    /// Sends several commands and returns `count` of their replies, starting with number `skip`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send); a transaction that the server refuses to run.
    pub(crate) fn send_all(
        &mut self,
        pipeline: &Pipeline,
        skip: usize,
        count: usize,
    ) -> impl Future<Output = Result<Vec<Value>, NoReply>> + Send {
        SendMany(self.sending(Outgoing::Many {
            pipeline,
            skip,
            count,
        }))
    }

    fn sending<'s, 'r>(&'s mut self, request: Outgoing<'r>) -> Sending<'s, 'r> {
        Sending {
            queue: &self.queue,
            waiter: &mut self.waiter,
            request,
            may_block: self.may_block,
            stage: Stage::New,
        }
    }
}

impl Clone for CommandSender {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.queue))
    }
}

enum Stage {
    New,
    /// Waits for room in the queue, with its bytes if they are packed.
    Blocked(Option<Vec<u8>>),
    Queued,
}

/// A request on its way. Hand-written: an `async fn` would enlarge the future of every command.
struct Sending<'s, 'r> {
    queue: &'s RequestQueue,
    waiter: &'s mut Arc<Waiter>,
    request: Outgoing<'r>,
    may_block: bool,
    stage: Stage,
}

impl Sending<'_, '_> {
    fn poll(&mut self, cx: &Context<'_>) -> Poll<Result<Reply, NoReply>> {
        match &mut self.stage {
            Stage::Queued => self.poll_reply(cx),
            Stage::New => {
                if self.request.is_empty() {
                    return Poll::Ready(empty(self.request));
                }
                match Arc::get_mut(self.waiter) {
                    Some(waiter) => waiter.reset(),
                    // A request before this was dropped, and the driver still has its waiter.
                    None => *self.waiter = Arc::default(),
                }
                let packed = self.request.pack();
                self.enter(cx, packed, false)
            }
            Stage::Blocked(packed) => {
                let packed = packed.take();
                if let Poll::Ready(reply) = self.poll_reply(cx) {
                    self.stage = Stage::Queued;
                    return Poll::Ready(reply);
                }
                if self.waiter.is_admitted() {
                    let packed = packed.map_or_else(|| self.request.pack(), Packed::Own);
                    return self.enter(cx, packed, true);
                }
                self.stage = Stage::Blocked(packed);
                Poll::Pending
            }
        }
    }

    fn poll_reply(&self, cx: &Context<'_>) -> Poll<Result<Reply, NoReply>> {
        self.waiter
            .poll(cx)
            .map(|outcome| outcome.map_err(NoReply::Lost))
    }

    #[inline]
    fn enter(
        &mut self,
        cx: &Context<'_>,
        packed: Packed<'_>,
        admitted: bool,
    ) -> Poll<Result<Reply, NoReply>> {
        // Before it enters: the reply may come at once.
        self.waiter.register(cx);
        // Entered or not, it has left the places of those who wait for room.
        self.stage = Stage::Queued;
        let waiter = &*self.waiter;
        match self
            .queue
            .enter(self.request, packed, waiter, self.may_block, admitted)
        {
            Entry::Queued => match self.request {
                Outgoing::One(command) if command.is_no_response() => {
                    Poll::Ready(Ok(Reply::One(Value::Nil)))
                }
                _ => Poll::Pending,
            },
            Entry::Full(packed) => {
                self.stage = Stage::Blocked(packed);
                Poll::Pending
            }
            Entry::Ended(lost) => Poll::Ready(Err(NoReply::Lost(lost))),
        }
    }
}

impl Drop for Sending<'_, '_> {
    fn drop(&mut self) {
        if matches!(self.stage, Stage::Blocked(_)) {
            self.queue.leave(self.waiter);
        }
    }
}

#[cold]
fn empty(request: Outgoing<'_>) -> Result<Reply, NoReply> {
    match request {
        Outgoing::Many { .. } => Ok(Reply::Many(Ok(Vec::new()))),
        Outgoing::One(_) => Err(NoReply::Failed((ErrorKind::Client, "empty command").into())),
    }
}

struct SendOne<'s, 'r>(Sending<'s, 'r>);

impl Future for SendOne<'_, '_> {
    type Output = Result<Value, NoReply>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll(cx).map(|reply| match reply? {
            Reply::One(value) => Ok(value),
            Reply::Many(values) => values.map(Value::Array).map_err(NoReply::Failed),
        })
    }
}

struct SendMany<'s, 'r>(Sending<'s, 'r>);

impl Future for SendMany<'_, '_> {
    type Output = Result<Vec<Value>, NoReply>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll(cx).map(|reply| match reply? {
            Reply::One(value) => Ok(vec![value]),
            Reply::Many(values) => values.map_err(NoReply::Failed),
        })
    }
}
