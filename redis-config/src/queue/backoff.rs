//! The pauses between attempts.

use std::time::Duration;

use crate::random;

/// How long to wait before the next attempt of a job that failed: twice as long each time, up to a limit.
///
/// Each pause is random, between half of that time and all of it, so that jobs that failed together are not retried
/// together. The default starts at 1 s and is at most 1 h.
///
/// ```
/// use redis_config::queue::Backoff;
/// use std::time::Duration;
///
/// let backoff = Backoff::exponential(Duration::from_millis(100), Duration::from_secs(30));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// Pauses that start at `first` and double up to `longest`.
    #[must_use]
    pub const fn exponential(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// Pauses of the same length, with jitter.
    #[must_use]
    pub const fn constant(pause: Duration) -> Self {
        Self::exponential(pause, pause)
    }

    /// The pause after the attempt `failed`, counted from 1.
    pub(crate) fn pause(&self, failed: u32) -> Duration {
        let full = self
            .first
            .saturating_mul(1 << failed.saturating_sub(1).min(31))
            .min(self.longest);
        random::between(full / 2, full)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::exponential(Duration::from_secs(1), Duration::from_secs(60 * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_limit_and_are_jittered() {
        let backoff = Backoff::exponential(Duration::from_secs(1), Duration::from_secs(5));
        for (failed, full) in [
            (0, 1),
            (1, 1),
            (2, 2),
            (3, 4),
            (4, 5),
            (200, 5),
            (u32::MAX, 5),
        ] {
            let full = Duration::from_secs(full);
            let pauses: Vec<Duration> = (0..50).map(|_| backoff.pause(failed)).collect();
            assert!(
                pauses.iter().all(|d| (full / 2..=full).contains(d)),
                "{failed}: {pauses:?}"
            );
            assert!(pauses.iter().any(|d| *d != pauses[0]));
        }
        assert_eq!(Backoff::constant(Duration::ZERO).pause(9), Duration::ZERO);
    }
}
