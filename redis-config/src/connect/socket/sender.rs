//! The sending side of one live socket, for as long as that lives.
//!
//! The client crate hands a command to the task that drives the socket through a channel of Tokio. A command that is put
//! there at the moment the task ends can stay in the channel for as long as anybody holds its sending end, and its caller
//! holds one: it would wait for ever. (`Receiver::drop` takes out what is there; what was let in before and is put in
//! after stays. Seen with Tokio 1.54 and `redis` 1.8.1, whose own response timeout would hide it.) So whoever waits for
//! an answer is told when the task is gone.

use crate::sync::Mutex;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, MutexGuard};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;
use pin_project_lite::pin_project;
use redis::aio::MultiplexedConnection;
use redis::{Cmd, Pipeline, RedisError, RedisResult, Value};

/// The end of the task that drives a socket, and who has to hear of it.
#[derive(Debug, Default)]
pub(crate) struct DriverEnd {
    over: AtomicBool,
    waiting: Mutex<WaitUntilDriverEnds>,
}

#[derive(Debug, Default)]
struct WaitUntilDriverEnds {
    wakers: Vec<Option<Arc<AtomicWaker>>>,
    /// The places of `wakers` that are free.
    free: Vec<usize>,
}

impl DriverEnd {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn waiting(&self) -> MutexGuard<'_, WaitUntilDriverEnds> {
        self.waiting.lock()
    }

    /// The task is gone: nothing will be written any more, and no answer will come.
    fn end(&self) {
        self.over.store(true, Ordering::SeqCst);
        for waker in self.waiting().wakers.iter().flatten() {
            waker.wake();
        }
    }
}

pin_project! {
    /// The driver of a socket; its end is told once everything that it held is dropped, however it ends.
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
        self.0.end();
    }
}

impl<F> Driven<F> {
    pub(crate) fn new(driver: F, ending: Arc<DriverEnd>) -> Self {
        Self {
            driver,
            at_end: AtEnd(ending),
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

/// A place among those who hear of the end.
#[derive(Debug)]
struct DriverEndWatcher {
    waker: Arc<AtomicWaker>,
    place: usize,
}

/// Sends on a live socket. Answers come as long as it lives; a clone shares it.
#[derive(Debug)]
pub(crate) struct CommandSender {
    mux: MultiplexedConnection,
    ending: Arc<DriverEnd>,
    /// Taken with the first command, for as long as this lives.
    attendant: Option<DriverEndWatcher>,
}

impl CommandSender {
    pub(crate) fn new(mux: MultiplexedConnection, ending: Arc<DriverEnd>) -> Self {
        Self {
            mux,
            ending,
            attendant: None,
        }
    }

    /// Sends one command.
    ///
    /// # Errors
    ///
    /// The socket has ended; answers of the server are no errors here.
    #[inline]
    pub(crate) fn send(
        &mut self,
        command: &Cmd,
    ) -> impl Future<Output = RedisResult<Value>> + Send {
        WhileItLives {
            waker: attend(&mut self.attendant, &self.ending),
            ending: &self.ending,
            answer: self.mux.send_packed_command(command),
        }
    }

    /// Sends several commands; `count` of their answers are returned, from the one at `offset` on.
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
        WhileItLives {
            waker: attend(&mut self.attendant, &self.ending),
            ending: &self.ending,
            answer: self.mux.send_packed_commands(pipeline, offset, count),
        }
    }
}

impl Clone for CommandSender {
    fn clone(&self) -> Self {
        Self::new(self.mux.clone(), Arc::clone(&self.ending))
    }
}

impl Drop for CommandSender {
    fn drop(&mut self) {
        if let Some(DriverEndWatcher { place, .. }) = self.attendant.take() {
            let mut waiting = self.ending.waiting();
            waiting.wakers[place] = None;
            waiting.free.push(place);
        }
    }
}

#[inline]
fn attend<'a>(attendant: &'a mut Option<DriverEndWatcher>, ending: &DriverEnd) -> &'a AtomicWaker {
    &attendant.get_or_insert_with(|| enter(ending)).waker
}

#[cold]
fn enter(ending: &DriverEnd) -> DriverEndWatcher {
    let waker = Arc::new(AtomicWaker::new());
    let entered = Some(Arc::clone(&waker));
    let mut waiting = ending.waiting();
    let place = match waiting.free.pop() {
        Some(place) => {
            waiting.wakers[place] = entered;
            place
        }
        None => {
            waiting.wakers.push(entered);
            waiting.wakers.len() - 1
        }
    };
    DriverEndWatcher { waker, place }
}

pin_project! {
    /// Waits for an answer, but no longer than there is somebody to give it.
    ///
    /// Written out: an `async fn` would hold the future that it is given twice, and each command would carry that along.
    struct WhileItLives<'a, F> {
        waker: &'a AtomicWaker,
        ending: &'a DriverEnd,
        #[pin]
        answer: F,
    }
}

impl<T, F: Future<Output = RedisResult<T>>> Future for WhileItLives<'_, F> {
    type Output = RedisResult<T>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(answered) = this.answer.as_mut().poll(cx) {
            return Poll::Ready(answered);
        }
        this.waker.register(cx.waker());
        if !this.ending.is_over() {
            return Poll::Pending;
        }
        // It may have come before the end.
        match this.answer.as_mut().poll(cx) {
            Poll::Pending => Poll::Ready(Err(ended())),
            answered => answered,
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
        attendant: &'a DriverEndWatcher,
        ending: &'a DriverEnd,
        answer: impl Future<Output = RedisResult<T>> + 'a,
    ) -> impl Future<Output = RedisResult<T>> + 'a {
        WhileItLives {
            waker: &attendant.waker,
            ending,
            answer,
        }
    }

    #[derive(Default)]
    struct Woken(AtomicBool);

    impl ArcWake for Woken {
        fn wake_by_ref(this: &Arc<Self>) {
            this.0.store(true, Ordering::SeqCst);
        }
    }

    /// A command that nobody will ever see, since it was put into the channel while its other end was dropped.
    #[test]
    fn an_answer_that_never_comes_is_waited_for_until_the_end() {
        let ending = Arc::new(DriverEnd::default());
        let woken = Arc::new(Woken::default());
        let (waker, attendant) = (waker(Arc::clone(&woken)), enter(&ending));
        let mut cx = Context::from_waker(&waker);
        let answer = waiting::<()>(&attendant, &ending, pending());
        let mut answer = pin!(answer);
        assert!(answer.as_mut().poll(&mut cx).is_pending());
        assert!(!woken.0.load(Ordering::SeqCst));
        ending.end();
        assert!(woken.0.load(Ordering::SeqCst), "it is told of the end");
        match answer.as_mut().poll(&mut cx) {
            Poll::Ready(Err(error)) => assert!(error.is_io_error()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_end_is_seen_by_who_comes_after_it() {
        let ending = DriverEnd::default();
        ending.end();
        let mut cx = Context::from_waker(Waker::noop());
        let attendant = enter(&ending);
        let answer = waiting::<()>(&attendant, &ending, pending());
        assert!(pin!(answer).poll(&mut cx).is_ready());
    }

    #[test]
    fn an_answer_that_came_before_the_end_counts() {
        let ending = DriverEnd::default();
        let attendant = enter(&ending);
        let mut polls = 0;
        let answer = poll_fn(|_| {
            polls += 1;
            match polls {
                // Between two looks the answer comes, and then the end.
                1 => {
                    ending.end();
                    Poll::Pending
                }
                _ => Poll::Ready(Ok(7)),
            }
        });
        let mut cx = Context::from_waker(Waker::noop());
        let answered = pin!(waiting(&attendant, &ending, answer)).poll(&mut cx);
        assert!(matches!(answered, Poll::Ready(Ok(7))));
    }

    #[tokio::test]
    async fn the_end_is_told_once_the_driver_is_gone() {
        struct Gone(Arc<DriverEnd>);
        impl Drop for Gone {
            fn drop(&mut self) {
                assert!(!self.0.is_over(), "told before it was");
            }
        }
        let ending = Arc::new(DriverEnd::default());
        let gone = Gone(Arc::clone(&ending));
        let driver = async move {
            let _gone = gone;
            pending::<()>().await;
        };
        let task = tokio::spawn(Driven::new(driver, Arc::clone(&ending)));
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        assert!(ending.is_over());
    }
}
