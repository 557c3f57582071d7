//! When a reply is overdue.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

const MIN_TICK: Duration = Duration::from_millis(10);
const MAX_TICK: Duration = Duration::from_millis(250);
/// Parts of the response timeout: so much later than at its end a reply may be found overdue.
const PARTS: u32 = 8;

/// What a tick of the clock found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tick {
    /// Replies are awaited, or were a moment ago.
    Busy,
    /// The oldest reply has not come within the response timeout.
    Overdue,
    /// Nothing was sent and nothing was received for as long as `keepalive`.
    Idle,
}

/// Counts ticks, not time: after a blocked runtime or a suspended machine one late tick spans any time, and the reply may be
/// in the socket's buffer, unread. There is one timer per socket, and none per command.
#[derive(Debug)]
pub(super) struct ReplyClock {
    timer: Pin<Box<Sleep>>,
    tick: Duration,
    /// Ticks from when a reply is overdue.
    limit: u64,
    keepalive: Duration,
    now: u64,
    /// The tick at which the oldest reply began to be due: its request was written, the reply before it came, or a part of it.
    since: u64,
    /// Something was sent or received since the last tick.
    active: bool,
    /// The timer runs for `keepalive`.
    dozing: bool,
}

impl ReplyClock {
    pub(super) fn new(response_timeout: Duration, keepalive: Duration) -> Self {
        let tick = (response_timeout / PARTS).clamp(MIN_TICK, MAX_TICK);
        let ticks = response_timeout.as_nanos().div_ceil(tick.as_nanos());
        Self {
            timer: Box::pin(sleep(tick)),
            tick,
            // The first tick may come at once, so it does not count.
            limit: u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1),
            keepalive,
            now: 0,
            since: 0,
            active: true,
            dozing: false,
        }
    }

    /// Ticks in this time.
    pub(super) fn ticks_in(&self, time: Duration) -> u64 {
        (time.as_millis() / self.tick.as_millis().max(1)) as u64
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// The oldest reply is due from now on.
    #[inline]
    pub(super) fn restart(&mut self) {
        self.since = self.now;
    }

    /// Something is sent or was received.
    #[inline]
    pub(super) fn mark_active(&mut self) {
        self.active = true;
        if self.dozing {
            self.dozing = false;
            self.timer.as_mut().reset(Instant::now() + self.tick);
        }
    }

    /// Ready at each tick. `due` is whether a reply is awaited that can be overdue.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, due: bool) -> Poll<Tick> {
        if self.timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.now += 1;
        let was_dozing = std::mem::take(&mut self.dozing);
        let active = std::mem::take(&mut self.active);
        self.dozing = !active && !due && !was_dozing;
        let pause = if self.dozing {
            self.keepalive
        } else {
            self.tick
        };
        self.timer.as_mut().reset(Instant::now() + pause);
        Poll::Ready(if due && self.now - self.since >= self.limit {
            Tick::Overdue
        } else if was_dozing && !active && !due {
            Tick::Idle
        } else {
            Tick::Busy
        })
    }
}
