//! Sends commands on one socket until its driver ends.
//!
//! The `redis` crate passes a command to the driver task through a Tokio channel. A command that enters the channel while
//! the task ends can stay there as long as a sender exists, and its own caller holds one: it would wait forever.
//! (`Receiver::drop` drains the channel, but a command whose slot was reserved before can still be added after. Seen with
//! Tokio 1.54 and `redis` 1.8.1, whose own response timeout hides it.) So the end of the driver wakes every waiting caller.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;
use pin_project_lite::pin_project;
use redis::aio::MultiplexedConnection;
use redis::{Cmd, Pipeline, RedisError, RedisResult, Value};

use crate::sync::Mutex;

/// Whether the driver task of a socket has ended, and the callers to wake when it does.
#[derive(Debug, Default)]
pub(crate) struct DriverEnd {
    over: AtomicBool,
    waiters: Mutex<Waiters>,
}

#[derive(Debug, Default)]
struct Waiters {
    wakers: Vec<Option<Arc<AtomicWaker>>>,
    /// The free indices of `wakers`.
    free: Vec<usize>,
}

impl DriverEnd {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// The task has ended: nothing more will be written, and no reply will arrive.
    fn signal(&self) {
        self.over.store(true, Ordering::SeqCst);
        for waker in self.waiters.lock().wakers.iter().flatten() {
            waker.wake();
        }
    }
}

pin_project! {
    /// The driver of a socket. Signals its end once everything that it held is dropped, also when it is aborted.
    pub(crate) struct Driven<F> {
        // Fields are dropped in this order.
        #[pin]
        driver: F,
        at_end: AtEnd,
    }
}

#[derive(Debug)]
struct AtEnd(Arc<DriverEnd>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        self.0.signal();
    }
}

impl<F> Driven<F> {
    pub(crate) fn new(driver: F, end: Arc<DriverEnd>) -> Self {
        Self {
            driver,
            at_end: AtEnd(end),
        }
    }
}

impl<F: Future<Output = ()>> Future for Driven<F> {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().driver.poll(cx)
    }
}

/// An entry of [`Waiters`].
#[derive(Debug)]
struct DriverEndWatcher {
    waker: Arc<AtomicWaker>,
    index: usize,
}

/// Sends commands on a socket. Clones share the socket.
#[derive(Debug)]
pub(crate) struct CommandSender {
    mux: MultiplexedConnection,
    end: Arc<DriverEnd>,
    /// Registered with the first command.
    watcher: Option<DriverEndWatcher>,
}

impl CommandSender {
    pub(crate) fn new(mux: MultiplexedConnection, end: Arc<DriverEnd>) -> Self {
        Self {
            mux,
            end,
            watcher: None,
        }
    }

    /// Sends one command.
    ///
    /// # Errors
    ///
    /// The socket has ended. An error reply is a value here.
    #[inline]
    pub(crate) fn send(
        &mut self,
        command: &Cmd,
    ) -> impl Future<Output = RedisResult<Value>> + Send {
        UntilDriverEnds {
            waker: watch_end(&mut self.watcher, &self.end),
            end: &self.end,
            reply: self.mux.send_packed_command(command),
        }
    }

    /// Sends several commands and returns `count` of their replies, starting with number `offset`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub(crate) fn send_all(
        &mut self,
        pipeline: &Pipeline,
        offset: usize,
        count: usize,
    ) -> impl Future<Output = RedisResult<Vec<Value>>> + Send {
        UntilDriverEnds {
            waker: watch_end(&mut self.watcher, &self.end),
            end: &self.end,
            reply: self.mux.send_packed_commands(pipeline, offset, count),
        }
    }
}

impl Clone for CommandSender {
    fn clone(&self) -> Self {
        Self::new(self.mux.clone(), Arc::clone(&self.end))
    }
}

impl Drop for CommandSender {
    fn drop(&mut self) {
        if let Some(DriverEndWatcher { index, .. }) = self.watcher.take() {
            let mut waiters = self.end.waiters.lock();
            waiters.wakers[index] = None;
            waiters.free.push(index);
        }
    }
}

#[inline]
fn watch_end<'a>(watcher: &'a mut Option<DriverEndWatcher>, end: &DriverEnd) -> &'a AtomicWaker {
    &watcher.get_or_insert_with(|| register(end)).waker
}

#[cold]
fn register(end: &DriverEnd) -> DriverEndWatcher {
    let waker = Arc::new(AtomicWaker::new());
    let entered = Some(Arc::clone(&waker));
    let mut waiters = end.waiters.lock();
    let index = match waiters.free.pop() {
        Some(index) => {
            waiters.wakers[index] = entered;
            index
        }
        None => {
            waiters.wakers.push(entered);
            waiters.wakers.len() - 1
        }
    };
    DriverEndWatcher { waker, index }
}

pin_project! {
    /// Waits for a reply until the driver ends.
    ///
    /// Not an `async fn`: that would store the inner future twice, and so enlarge the future of each command.
    struct UntilDriverEnds<'a, F> {
        waker: &'a AtomicWaker,
        end: &'a DriverEnd,
        #[pin]
        reply: F,
    }
}

impl<T, F: Future<Output = RedisResult<T>>> Future for UntilDriverEnds<'_, F> {
    type Output = RedisResult<T>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(reply) = this.reply.as_mut().poll(cx) {
            return Poll::Ready(reply);
        }
        this.waker.register(cx.waker());
        if !this.end.is_over() {
            return Poll::Pending;
        }
        // The reply may have arrived before the end.
        match this.reply.as_mut().poll(cx) {
            Poll::Pending => Poll::Ready(Err(ended())),
            reply => reply,
        }
    }
}

fn ended() -> RedisError {
    io::Error::from(io::ErrorKind::BrokenPipe).into()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn};
    use std::pin::pin;
    use std::task::Waker;

    use futures_util::task::{ArcWake, waker};

    use super::*;

    fn waiting<'a, T>(
        watcher: &'a DriverEndWatcher,
        end: &'a DriverEnd,
        reply: impl Future<Output = RedisResult<T>> + 'a,
    ) -> impl Future<Output = RedisResult<T>> + 'a {
        UntilDriverEnds {
            waker: &watcher.waker,
            end,
            reply,
        }
    }

    #[derive(Default)]
    struct Woken(AtomicBool);

    impl ArcWake for Woken {
        fn wake_by_ref(this: &Arc<Self>) {
            this.0.store(true, Ordering::SeqCst);
        }
    }

    /// A command that was put into the channel while its receiver was dropped gets no reply.
    #[test]
    fn the_end_of_the_driver_ends_the_wait_for_a_reply() {
        let end = Arc::new(DriverEnd::default());
        let woken = Arc::new(Woken::default());
        let (waker, watcher) = (waker(Arc::clone(&woken)), register(&end));
        let mut cx = Context::from_waker(&waker);
        let reply = waiting::<()>(&watcher, &end, pending());
        let mut reply = pin!(reply);
        assert!(reply.as_mut().poll(&mut cx).is_pending());
        assert!(!woken.0.load(Ordering::SeqCst));
        end.signal();
        assert!(woken.0.load(Ordering::SeqCst), "woken at the end");
        match reply.as_mut().poll(&mut cx) {
            Poll::Ready(Err(error)) => assert!(error.is_io_error()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wait_that_starts_after_the_end_fails_at_once() {
        let end = DriverEnd::default();
        end.signal();
        let mut cx = Context::from_waker(Waker::noop());
        let watcher = register(&end);
        let reply = waiting::<()>(&watcher, &end, pending());
        assert!(pin!(reply).poll(&mut cx).is_ready());
    }

    #[test]
    fn a_reply_that_arrived_before_the_end_is_returned() {
        let end = DriverEnd::default();
        let watcher = register(&end);
        let mut polls = 0;
        let reply = poll_fn(|_| {
            polls += 1;
            match polls {
                // Between the two polls the reply arrives, then the driver ends.
                1 => {
                    end.signal();
                    Poll::Pending
                }
                _ => Poll::Ready(Ok(7)),
            }
        });
        let mut cx = Context::from_waker(Waker::noop());
        let polled = pin!(waiting(&watcher, &end, reply)).poll(&mut cx);
        assert!(matches!(polled, Poll::Ready(Ok(7))));
    }

    #[tokio::test]
    async fn the_end_is_signalled_once_the_driver_is_dropped() {
        struct Gone(Arc<DriverEnd>);
        impl Drop for Gone {
            fn drop(&mut self) {
                assert!(!self.0.is_over(), "signalled too early");
            }
        }
        let end = Arc::new(DriverEnd::default());
        let gone = Gone(Arc::clone(&end));
        let driver = async move {
            let _gone = gone;
            pending::<()>().await;
        };
        let task = tokio::spawn(Driven::new(driver, Arc::clone(&end)));
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        assert!(end.is_over());
    }
}
