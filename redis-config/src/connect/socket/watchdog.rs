//! Detects a silent socket, in place of a timer for every command.
//!
//! Replies come in order. So if something was written and nothing was read for the response timeout, the oldest command is
//! overdue, whichever it is. This does not cover a socket that falls silent halfway through the replies to a batch. For
//! that, a `PING` (the fence) is sent behind the batch: its reply can only come after all others.
//!
//! Nothing in the protocol connects a reply to its command. If a server sends one reply too many, or drops one
//! (redis/redis#15640), every later caller gets the reply to another command. So fences are also sent under load, once a
//! second: their reply must be `PONG`, or the socket is out of step and is closed.

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

/// Bytes of an encoded `PING`.
pub(crate) const PING_BYTES: u64 = 14;
const MIN_TICK: Duration = Duration::from_millis(10);
const MAX_TICK: Duration = Duration::from_millis(250);
/// How often a busy socket is checked for replies out of step.
const STEP_CHECK: Duration = Duration::from_secs(1);

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

/// A `PING` of the watchdog.
struct Fence {
    reply: Pin<Box<dyn Future<Output = RedisResult<Value>> + Send>>,
    /// Bytes written before it.
    before: u64,
    /// Until it is answered, no caller has exclusive use of the socket.
    _permit: OwnedMutexGuard<()>,
}

/// What woke the watchdog.
enum Event {
    Ended,
    Fence(RedisResult<Value>),
    Written,
    Tick,
}

/// The task that watches one socket.
pub(crate) struct Watchdog {
    pub(crate) driver: JoinHandle<()>,
    pub(crate) mux: MultiplexedConnection,
    pub(crate) stats: Arc<IoStats>,
    pub(crate) response_timeout: Duration,
    pub(crate) keepalive: Duration,
}

impl Watchdog {
    /// Runs until the socket has ended, and returns how. If a reply is overdue it aborts the driver, which fails every
    /// command in flight.
    pub(crate) async fn run(mut self) -> SocketLoss {
        let tick = (self.response_timeout / 4).clamp(MIN_TICK, MAX_TICK);
        let mut fence: Option<Fence> = None;
        // The value of `written` at which every command was last known to be answered.
        let mut settled = self.stats.written();
        let mut flow = self.stats.flow();
        let mut silence = Duration::ZERO;
        let mut checked = Instant::now();
        loop {
            let idle =
                fence.is_none() && !self.stats.is_awaiting() && self.stats.written() == settled;
            self.stats.doze(idle);
            // A write between the check and `doze` may have missed the wake-up, so check again.
            let idle = idle && !self.stats.is_awaiting();
            let was_awaiting = fence.is_some() || self.is_awaiting();
            let asleep = Instant::now();
            let pause = if idle { self.keepalive } else { tick };
            match self.event(fence.as_mut(), pause).await {
                Event::Ended => return SocketLoss::Closed,
                Event::Written => continue,
                Event::Fence(reply) => {
                    let before = fence.take().map_or(0, |fence| fence.before);
                    checked = Instant::now();
                    match reply {
                        Ok(Value::ServerError(error)) if error.code() == "NOAUTH" => {
                            self.driver.abort();
                            return SocketLoss::SignedOut;
                        }
                        Ok(reply) if !is_pong(&reply) => {
                            self.driver.abort();
                            return SocketLoss::OutOfStep;
                        }
                        Ok(_) if self.stats.written() == before + PING_BYTES => {
                            settled = before + PING_BYTES;
                        }
                        // Something else was written around it, so this fence proves nothing.
                        Ok(_) | Err(_) => {}
                    }
                    continue;
                }
                Event::Tick => {}
            }

            let now = self.stats.flow();
            let quiet = std::mem::replace(&mut flow, now) == now;
            if self.stats.has_long_wait() {
                silence = Duration::ZERO;
                continue;
            }
            // A fence can be overdue like a command, even if bytes were read since it was written: a reply that announces
            // more bytes than it has swallows those behind it.
            let awaiting = fence.is_some() || self.is_awaiting();
            if !quiet || !awaiting {
                silence = Duration::ZERO;
            } else if was_awaiting {
                // Counted from the first tick that saw it: never early, at most a tick late. Capped, because after a blocked
                // runtime or a suspended machine the reply may already be in the socket's buffer, unread.
                silence += asleep.elapsed().min(2 * tick);
                if silence >= self.response_timeout {
                    self.driver.abort();
                    return SocketLoss::Overdue;
                }
            }
            let unchecked = !quiet && checked.elapsed() >= STEP_CHECK;
            if fence.is_none() && (unchecked || (quiet && !self.is_awaiting())) {
                let before = self.stats.written();
                if before != settled || idle {
                    // Without the permit it could become part of a caller's transaction.
                    fence = self.stats.fence_permit().map(|permit| Fence {
                        reply: ping(self.mux.clone()),
                        before,
                        _permit: permit,
                    });
                }
            }
        }
    }

    fn is_awaiting(&self) -> bool {
        self.stats.is_awaiting() || self.stats.is_reply_awaited()
    }

    async fn event(&mut self, mut fence: Option<&mut Fence>, pause: Duration) -> Event {
        let Self { driver, stats, .. } = self;
        let mut timer = pin!(sleep(pause));
        let mut written = pin!(stats.woken());
        poll_fn(|cx| {
            if Pin::new(&mut *driver).poll(cx).is_ready() {
                return Poll::Ready(Event::Ended);
            }
            if let Some(fence) = fence.as_mut()
                && let Poll::Ready(reply) = fence.reply.as_mut().poll(cx)
            {
                return Poll::Ready(Event::Fence(reply));
            }
            if written.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Event::Written);
            }
            timer.as_mut().poll(cx).map(|()| Event::Tick)
        })
        .await
    }
}

/// Whether this can be the reply to a `PING`: `PONG`, or an error. On a RESP2 socket with subscriptions it is a list.
fn is_pong(reply: &Value) -> bool {
    let pong = |value: &Value| match value {
        Value::SimpleString(text) => text == "PONG",
        Value::BulkString(bytes) => bytes.eq_ignore_ascii_case(b"PONG"),
        _ => false,
    };
    match reply {
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

    type Reply = JoinHandle<RedisResult<Value>>;

    /// A command that was written and not answered, the watchdog that has seen it, and the other end of the socket.
    #[expect(clippy::unwrap_used, reason = "a test helper")]
    async fn unanswered() -> (Reply, JoinHandle<SocketLoss>, UnixStream) {
        let (near, mut far) = UnixStream::pair().unwrap();
        let stats = Arc::new(IoStats::default());
        let near = CountingStream::new(Stream::Unix(near), Arc::clone(&stats));
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
            stats,
            response_timeout: RESPONSE_TIMEOUT,
            keepalive: Duration::from_secs(3600),
        };
        let watchdog = tokio::spawn(watchdog.run());
        let reply = tokio::spawn(async move {
            let mut get = redis::cmd("GET");
            mux.send_packed_command(get.arg("k")).await
        });
        let mut request = [0; 20];
        far.read_exact(&mut request).await.unwrap();
        for _ in 0..10 {
            yield_now().await;
        }
        (reply, watchdog, far)
    }

    /// After a blocked runtime or a suspended machine one tick spans far more than the response timeout, while the reply
    /// may be in the socket's buffer, unread.
    #[tokio::test]
    async fn one_late_tick_does_not_close_the_socket() {
        let (reply, watchdog, mut far) = unanswered().await;
        pause();
        advance(100 * RESPONSE_TIMEOUT).await;
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(!watchdog.is_finished(), "closed without reading");
        resume();
        far.write_all(b"+OK\r\n").await.unwrap();
        assert_eq!(reply.await.unwrap().unwrap(), Value::Okay);
        watchdog.abort();
    }

    #[tokio::test]
    async fn lasting_silence_closes_the_socket() {
        let (reply, watchdog, _far) = unanswered().await;
        let loss = timeout(20 * RESPONSE_TIMEOUT, watchdog).await;
        assert_eq!(loss.unwrap().unwrap(), SocketLoss::Overdue);
        reply.await.unwrap().unwrap_err();
    }

    /// One reply too many on a socket that is never idle: from then on each command gets the reply to the one before.
    #[tokio::test]
    async fn replies_out_of_step_are_detected_under_load() {
        let (reply, watchdog, mut far) = unanswered().await;
        far.write_all(b"+OK\r\n").await.unwrap();
        reply.await.unwrap().unwrap();
        let (mut server, started) = (far, Instant::now());
        // Every command, including the fence, gets the reply to the one before it.
        let mut last = b"$3\r\nold\r\n".to_vec();
        let mut request = vec![0; 64];
        while !watchdog.is_finished() {
            assert!(started.elapsed() < 20 * STEP_CHECK, "not detected");
            // Unsolicited bytes, so that the socket is never quiet.
            server
                .write_all(b">2\r\n$4\r\nnews\r\n$1\r\nx\r\n")
                .await
                .unwrap();
            let read = timeout(MIN_TICK, server.read(&mut request)).await;
            if let Ok(Ok(1..)) = read {
                server.write_all(&last).await.unwrap();
                last = b"+PONG\r\n".to_vec();
            }
        }
        assert_eq!(watchdog.await.unwrap(), SocketLoss::OutOfStep);
    }

    /// A reply that announces more bytes than it has swallows the reply to the `PING` behind it.
    #[tokio::test]
    async fn a_reply_without_an_end_is_overdue() {
        let (reply, watchdog, mut far) = unanswered().await;
        far.write_all(b"$1000\r\nhello\r\n").await.unwrap();
        let loss = timeout(20 * RESPONSE_TIMEOUT, watchdog).await;
        assert_eq!(loss.unwrap().unwrap(), SocketLoss::Overdue);
        reply.await.unwrap().unwrap_err();
    }
}
