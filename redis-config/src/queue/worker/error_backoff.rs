//! Pauses while Redis is in trouble.

use std::time::{Duration, Instant};

use crate::random;

const FIRST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_secs(2);

/// Pauses while Redis is in trouble: growing, jittered, forgotten with the first call that works.
#[derive(Debug)]
pub(crate) struct ErrorBackoff {
    until: Option<Instant>,
    pause: Duration,
    longest: Duration,
}

impl ErrorBackoff {
    /// Pauses of at most 2 s, and short enough for a lease to be renewed between them.
    pub(crate) fn new(lease: Duration) -> Self {
        Self {
            until: None,
            pause: FIRST,
            longest: LONGEST.min(lease / 6),
        }
    }

    /// A call failed.
    pub(crate) fn begin(&mut self, now: Instant) {
        // Calls that fail together count once.
        if self.until.is_none_or(|until| until <= now) {
            self.until = Some(now + random::between(self.pause / 2, self.pause));
            self.pause = (self.pause * 2).min(self.longest);
        }
    }

    /// A call worked.
    pub(crate) fn end(&mut self) {
        self.until = None;
        self.pause = FIRST;
    }

    /// When calls may be made again; `None` if now.
    pub(crate) fn until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|until| *until > now)
    }
}
