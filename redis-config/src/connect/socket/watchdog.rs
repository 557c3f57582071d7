//! Judges the silence of a socket, in place of a timer for every command.
//!
//! Answers come in order. So "written, and nothing heard for the response timeout" says that the oldest command is
//! overdue, whichever it is. What that leaves open is a socket that falls silent half-way through a batch of answers: then a
//! `PING` sent behind the batch (the fence) settles it, for its answer can only come after all others.
//!
//! Nothing in the protocol says which answer belongs to which question. A server that answers once too often, or drops an
//! answer (redis/redis#15640), gives everybody the answer of somebody else from there on. So a fence is sent now and then
//! under load too: what comes in its place is `PONG`, or the socket is out of step.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Value};
use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::io_stats::IoStats;
use super::socket::SocketLoss;

/// Bytes of a `PING` on the wire.
pub(crate) const PING_BYTES: u64 = 14;
const MIN_TICK: Duration = Duration::from_millis(10);
const MAX_TICK: Duration = Duration::from_millis(250);
/// A busy socket shows this often that its answers are in step.
const STEP_CHECK: Duration = Duration::from_secs(1);

/// A `PING` of the watchdog's own.
struct Fence {
    answer: Pin<Box<dyn Future<Output = RedisResult<Value>> + Send>>,
    /// Bytes written before it.
    before: u64,
    /// Until it is answered, no caller has the socket to itself.
    _turn: OwnedMutexGuard<()>,
}

/// What woke the watchdog.
enum Event {
    Ended,
    Fence(RedisResult<Value>),
    Stirred,
    Tick,
}

/// Keeps watch over one socket.
pub(crate) struct Watchdog {
    pub(crate) driver: JoinHandle<()>,
    pub(crate) mux: MultiplexedConnection,
    pub(crate) progress: Arc<IoStats>,
    pub(crate) response_timeout: Duration,
    pub(crate) keepalive: Duration,
}

impl Watchdog {
    /// Runs until the socket is done, and says how it ended. On an overdue answer it ends the driver, which fails every
    /// command in flight.
    pub(crate) async fn run(mut self) -> SocketLoss {
        let tick = (self.response_timeout / 4).clamp(MIN_TICK, MAX_TICK);
        let mut fence: Option<Fence> = None;
        // Bytes written when everything written was known to be answered.
        let mut settled = self.progress.written();
        let mut flow = self.progress.flow();
        let mut silence = Duration::ZERO;
        let mut checked = Instant::now();
        loop {
            let idle = fence.is_none()
                && !self.progress.is_awaiting()
                && self.progress.written() == settled;
            self.progress.doze(idle);
            // Written between the look and the doze: the wake-up may have been missed.
            let idle = idle && !self.progress.is_awaiting();
            let awaited = fence.is_some() || self.is_awaiting();
            let asleep = Instant::now();
            let pause = if idle { self.keepalive } else { tick };
            match self.event(fence.as_mut(), pause).await {
                Event::Ended => return SocketLoss::Closed,
                Event::Stirred => continue,
                Event::Fence(answer) => {
                    let before = fence.take().map_or(0, |fence| fence.before);
                    checked = Instant::now();
                    match answer {
                        Ok(Value::ServerError(error)) if error.code() == "NOAUTH" => {
                            self.driver.abort();
                            return SocketLoss::SignedOut;
                        }
                        Ok(answer) if !answers_ping(&answer) => {
                            self.driver.abort();
                            return SocketLoss::OutOfStep;
                        }
                        Ok(_) if self.progress.written() == before + PING_BYTES => {
                            settled = before + PING_BYTES;
                        }
                        // Something else was written around it; the next fence will tell.
                        Ok(_) | Err(_) => {}
                    }
                    continue;
                }
                Event::Tick => {}
            }

            let now = self.progress.flow();
            let quiet = std::mem::replace(&mut flow, now) == now;
            if self.progress.is_patient() {
                silence = Duration::ZERO;
                continue;
            }
            // A fence without its answer is overdue as a command is, even if bytes have come since it was written: an
            // answer that claims to be longer than it is swallows those after it.
            let awaiting = fence.is_some() || self.is_awaiting();
            if !quiet || !awaiting {
                silence = Duration::ZERO;
            } else if awaited {
                // Counted from the first look that saw it: never early, at most a tick late.
                //
                // Capped: when this process itself was held up (a blocked runtime, a suspended machine), the answer may
                // lie unread in the socket.
                silence += asleep.elapsed().min(2 * tick);
                if silence >= self.response_timeout {
                    self.driver.abort();
                    return SocketLoss::Overdue;
                }
            }
            let unchecked = !quiet && checked.elapsed() >= STEP_CHECK;
            if fence.is_none() && (unchecked || (quiet && !self.is_awaiting())) {
                let before = self.progress.written();
                if before != settled || idle {
                    // In a transaction it would become a part of that.
                    fence = self.progress.fence().map(|turn| Fence {
                        answer: ping(self.mux.clone()),
                        before,
                        _turn: turn,
                    });
                }
            }
        }
    }

    fn is_awaiting(&self) -> bool {
        self.progress.is_awaiting() || self.progress.is_expecting()
    }

    async fn event(&mut self, mut fence: Option<&mut Fence>, pause: Duration) -> Event {
        let Self {
            driver, progress, ..
        } = self;
        let mut timer = pin!(sleep(pause));
        let mut stirred = pin!(progress.stirred());
        poll_fn(|cx| {
            if Pin::new(&mut *driver).poll(cx).is_ready() {
                return Poll::Ready(Event::Ended);
            }
            if let Some(fence) = fence.as_mut()
                && let Poll::Ready(answer) = fence.answer.as_mut().poll(cx)
            {
                return Poll::Ready(Event::Fence(answer));
            }
            if stirred.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Event::Stirred);
            }
            timer.as_mut().poll(cx).map(|()| Event::Tick)
        })
        .await
    }
}

/// Whether this can be the answer to a `PING`: `PONG`, in RESP2 as part of a list where channels are heard, or a refusal.
fn answers_ping(answer: &Value) -> bool {
    let pong = |value: &Value| match value {
        Value::SimpleString(text) => text == "PONG",
        Value::BulkString(bytes) => bytes.eq_ignore_ascii_case(b"PONG"),
        _ => false,
    };
    match answer {
        Value::ServerError(_) => true,
        Value::Array(items) => items.first().is_some_and(pong),
        other => pong(other),
    }
}

fn ping(
    mut mux: MultiplexedConnection,
) -> Pin<Box<dyn Future<Output = RedisResult<Value>> + Send>> {
    Box::pin(async move { mux.send_packed_command(&redis::cmd("PING")).await })
}

#[cfg(all(test, unix))]
mod tests {
    use redis::{AsyncConnectionConfig, RedisConnectionInfo};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::UnixStream;
    use tokio::task::yield_now;
    use tokio::time::{advance, pause, resume, timeout};

    use super::*;
    use crate::connect::socket::io_stats::CountingStream;
    use crate::connect::stream::Stream;

    const RESPONSE_TIMEOUT: Duration = Duration::from_millis(400);

    type Asking = JoinHandle<RedisResult<Value>>;

    /// A command that is written and not answered, the watchdog that has seen it, and the other end of the socket.
    #[expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]
    async fn asked() -> (Asking, JoinHandle<SocketLoss>, UnixStream) {
        let (near, mut far) = UnixStream::pair().unwrap();
        let progress = Arc::new(IoStats::default());
        let near = CountingStream::new(Stream::Unix(near), Arc::clone(&progress));
        let info = RedisConnectionInfo::default().set_skip_set_lib_name();
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let (mut mux, driver) = MultiplexedConnection::new_with_config(&info, near, config)
            .await
            .unwrap();
        let watchdog = Watchdog {
            driver: tokio::spawn(driver),
            mux: mux.clone(),
            progress,
            response_timeout: RESPONSE_TIMEOUT,
            keepalive: Duration::from_secs(3600),
        };
        let watchdog = tokio::spawn(watchdog.run());
        let asking = tokio::spawn(async move {
            let mut get = redis::cmd("GET");
            mux.send_packed_command(get.arg("k")).await
        });
        let mut request = [0; 20];
        far.read_exact(&mut request).await.unwrap();
        for _ in 0..10 {
            yield_now().await;
        }
        (asking, watchdog, far)
    }

    /// A runtime that nobody drove, or a machine that slept: one look at the clock says that far more than the response
    /// timeout is over, while the answer may lie unread in the socket.
    #[tokio::test]
    async fn one_late_look_is_no_verdict() {
        let (asking, watchdog, mut far) = asked().await;
        pause();
        advance(100 * RESPONSE_TIMEOUT).await;
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(!watchdog.is_finished(), "it gave the socket up unread");
        resume();
        far.write_all(b"+OK\r\n").await.unwrap();
        assert_eq!(asking.await.unwrap().unwrap(), Value::Okay);
        watchdog.abort();
    }

    #[tokio::test]
    async fn silence_that_lasts_is_a_verdict() {
        let (asking, watchdog, _far) = asked().await;
        let loss = timeout(20 * RESPONSE_TIMEOUT, watchdog).await;
        assert_eq!(loss.unwrap().unwrap(), SocketLoss::Overdue);
        asking.await.unwrap().unwrap_err();
    }

    /// One answer too many, on a socket that is never idle: from then on each question gets the answer to the one before.
    #[tokio::test]
    async fn answers_out_of_step_are_a_verdict_under_load_too() {
        let (asking, watchdog, mut far) = asked().await;
        far.write_all(b"+OK\r\n").await.unwrap();
        asking.await.unwrap().unwrap();
        let (mut near, answering) = (far, Instant::now());
        // Every command that comes, the fence among them, is answered by the answer to the one before it.
        let mut last = b"$3\r\nold\r\n".to_vec();
        let mut request = vec![0; 64];
        while !watchdog.is_finished() {
            assert!(answering.elapsed() < 20 * STEP_CHECK, "nobody notices");
            // Bytes that nobody asked for: the socket is never quiet.
            near.write_all(b">2\r\n$4\r\nnews\r\n$1\r\nx\r\n")
                .await
                .unwrap();
            let asked = timeout(MIN_TICK, near.read(&mut request)).await;
            if let Ok(Ok(1..)) = asked {
                near.write_all(&last).await.unwrap();
                last = b"+PONG\r\n".to_vec();
            }
        }
        assert_eq!(watchdog.await.unwrap(), SocketLoss::OutOfStep);
    }

    /// The `PING` behind an answer that claims to be longer than it is stays without an answer.
    #[tokio::test]
    async fn an_answer_without_an_end_is_overdue() {
        let (asking, watchdog, mut far) = asked().await;
        far.write_all(b"$1000\r\nhello\r\n").await.unwrap();
        let loss = timeout(20 * RESPONSE_TIMEOUT, watchdog).await;
        assert_eq!(loss.unwrap().unwrap(), SocketLoss::Overdue);
        asking.await.unwrap().unwrap_err();
    }
}
