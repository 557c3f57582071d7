//! Judges the silence of a socket, in place of a timer for every command.
//!
//! Answers come in order. So "written, and nothing heard for the response timeout" says that the oldest command is
//! overdue, whichever it is. What that leaves open is a socket that falls silent half-way through a batch of answers: then a
//! `PING` sent behind the batch (the fence) settles it, for its answer can only come after all others.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Value};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::link::Loss;
use super::progress::Progress;

/// Bytes of a `PING` on the wire.
pub(super) const PING_BYTES: u64 = 14;
const MIN_TICK: Duration = Duration::from_millis(10);
const MAX_TICK: Duration = Duration::from_millis(250);

type Fence = Pin<Box<dyn Future<Output = RedisResult<Value>> + Send>>;

/// What woke the watchdog.
enum Event {
    Ended,
    Fence(RedisResult<Value>),
    Stirred,
    Tick,
}

/// Keeps watch over one socket.
pub(super) struct Watchdog {
    pub(super) driver: JoinHandle<()>,
    pub(super) mux: MultiplexedConnection,
    pub(super) progress: Arc<Progress>,
    pub(super) response_timeout: Duration,
    pub(super) keepalive: Duration,
}

impl Watchdog {
    /// Runs until the socket is done, and says how it ended. On an overdue answer it ends the driver, which fails every
    /// command in flight.
    pub(super) async fn run(mut self) -> Loss {
        let tick = (self.response_timeout / 4).clamp(MIN_TICK, MAX_TICK);
        let mut fence: Option<(Fence, u64)> = None;
        // Bytes written when everything written was known to be answered.
        let mut settled = self.progress.written();
        let mut flow = self.progress.flow();
        let mut silence = Duration::ZERO;
        loop {
            let idle = fence.is_none()
                && !self.progress.is_awaiting()
                && self.progress.written() == settled;
            self.progress.doze(idle);
            // Written between the look and the doze: the wake-up may have been missed.
            let idle = idle && !self.progress.is_awaiting();
            let awaited = fence.is_some() || self.progress.is_awaiting();
            let asleep = Instant::now();
            let pause = if idle { self.keepalive } else { tick };
            match self
                .event(fence.as_mut().map(|(fence, _)| fence), pause)
                .await
            {
                Event::Ended => return Loss::Closed,
                Event::Stirred => continue,
                Event::Fence(answer) => {
                    let before = fence.take().map_or(0, |(_, before)| before);
                    match answer {
                        Ok(Value::ServerError(error)) if error.code() == "NOAUTH" => {
                            self.driver.abort();
                            return Loss::SignedOut;
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
            let awaiting = fence.is_some() || self.progress.is_awaiting();
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
                    return Loss::Overdue;
                }
            }
            if quiet && fence.is_none() && !self.progress.is_awaiting() {
                let before = self.progress.written();
                if before != settled || idle {
                    fence = Some((ping(self.mux.clone()), before));
                }
            }
        }
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
                && let Poll::Ready(answer) = fence.as_mut().poll(cx)
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

fn ping(mut mux: MultiplexedConnection) -> Fence {
    Box::pin(async move { mux.send_packed_command(&redis::cmd("PING")).await })
}
