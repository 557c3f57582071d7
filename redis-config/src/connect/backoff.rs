//! Pauses between attempts.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::settings::Settings;

/// Pauses that stay short, see [`Backoff`].
const HASTY: u32 = 10;

/// Each longer pause over the one before it. The pause in which a server comes back is what its callers wait for, so it
/// stays a fraction of the outage; doubling made it half of it, for six attempts less in three seconds.
const GROWTH: f64 = 1.3;

/// A random number from 0 to 1.
pub(crate) fn fraction() -> f64 {
    // The standard library keys each `RandomState` from the system's randomness; the 53 high bits fill a double.
    (RandomState::new().hash_one(0_u8) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Pauses that grow from `reconnect_min_delay` to `reconnect_max_delay`, each drawn at random so that a fleet which lost
/// its server at one moment does not come back at one moment.
///
/// The first ten stay below a quarter of `reconnect_min_delay`: a server that restarts is back within a tenth of a
/// second, and to meet it early costs a handful of refused connections.
#[derive(Debug)]
pub(crate) struct Backoff {
    min: Duration,
    max: Duration,
    drawn: u32,
    random: u64,
}

impl Backoff {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self::between(
            settings.reconnect_min_delay(),
            settings.reconnect_max_delay(),
        )
    }

    fn between(min: Duration, max: Duration) -> Self {
        Self {
            min,
            max: max.max(min),
            drawn: 0,
            // The standard library keys each `RandomState` from the system's randomness.
            random: RandomState::new().hash_one(0_u8) | 1,
        }
    }

    /// Starts again with the short pauses.
    pub(crate) fn reset(&mut self) {
        self.drawn = 0;
    }

    /// The next pause.
    pub(crate) fn next_delay(&mut self) -> Duration {
        let ceiling = if self.drawn < HASTY {
            self.min / 4
        } else {
            let steps = (self.drawn - HASTY).min(40);
            self.min.mul_f64(GROWTH.powi(steps as i32)).min(self.max)
        };
        self.drawn = self.drawn.saturating_add(1);
        // Between a quarter and the whole of the ceiling.
        ceiling.mul_f64(0.25 + 0.75 * self.fraction())
    }

    /// A random number from 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        // xorshift64; the 53 high bits fill a double.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_to_its_cap_and_never_repeats_itself() {
        let (min, max) = (Duration::from_millis(50), Duration::from_secs(5));
        let mut backoff = Backoff::between(min, max);
        let first: Vec<_> = (0..HASTY).map(|_| backoff.next_delay()).collect();
        assert!(
            first
                .iter()
                .all(|pause| *pause <= min / 4 && *pause >= min / 16)
        );
        let later: Vec<_> = (0..40).map(|_| backoff.next_delay()).collect();
        assert!(later.iter().all(|pause| *pause <= max));
        assert!(later[20..].iter().all(|pause| *pause >= max / 4));
        let mut other = Backoff::between(min, max);
        assert_ne!(
            first,
            (0..HASTY).map(|_| other.next_delay()).collect::<Vec<_>>()
        );
        backoff.reset();
        assert!(backoff.next_delay() <= min / 4);
    }

    #[test]
    fn an_hour_as_the_minimum_does_not_overflow() {
        let hour = Duration::from_secs(3600);
        let mut backoff = Backoff::between(hour, 2 * hour);
        for _ in 0..100 {
            assert!(backoff.next_delay() <= 2 * hour);
        }
    }
}
