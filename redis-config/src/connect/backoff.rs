//! Pauses between attempts.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::Instant;

use crate::settings::settings::Settings;

/// A pause is this part of the outage at most. A server that comes back is met after a pause, so this is what an outage is
/// prolonged by: a twenty-fifth, for about twenty-five attempts in each doubling of its length.
const OF_AN_OUTAGE: u32 = 25;
/// The same between sockets that are opened and lost at once, which cost the server more than a refusal.
const OF_FLAPPING: u32 = 4;

/// The longest pause after a refusal that only a change of the configuration ends, so that the change works at once.
pub(crate) const REFUSED_PAUSE: Duration = Duration::from_secs(1);

/// A random number from 0 to 1.
pub(crate) fn fraction() -> f64 {
    // The standard library keys each `RandomState` from the system's randomness.
    part(RandomState::new().hash_one(0_u8))
}

/// The 53 high bits fill a double.
fn part(random: u64) -> f64 {
    (random >> 11) as f64 / (1_u64 << 53) as f64
}

/// Pauses that grow with the time since the first one, up to `reconnect_max_delay`, each drawn at random so that a fleet
/// which lost its server at one moment does not come back at one moment.
///
/// They begin below a quarter of `reconnect_min_delay`: a server that restarts is back within a tenth of a second, and to meet
/// it early costs a handful of refused connections.
#[derive(Debug)]
pub(crate) struct Backoff {
    least: Duration,
    most: Duration,
    part: u32,
    began: Option<Instant>,
    random: u64,
}

impl Backoff {
    /// Between attempts to reach what is away.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self::between(
            settings.reconnect_min_delay(),
            settings.reconnect_max_delay(),
            OF_AN_OUTAGE,
        )
    }

    /// Between attempts of which each succeeds, and comes to nothing.
    pub(crate) fn flapping(settings: &Settings) -> Self {
        Self {
            part: OF_FLAPPING,
            ..Self::new(settings)
        }
    }

    fn between(min: Duration, max: Duration, part: u32) -> Self {
        Self {
            least: min / 4,
            most: max.max(min),
            part,
            began: None,
            // xorshift has no way out of zero.
            random: RandomState::new().hash_one(0_u8) | 1,
        }
    }

    /// Starts again with the short pauses.
    pub(crate) fn reset(&mut self) {
        self.began = None;
    }

    /// The next pause.
    pub(crate) fn next_delay(&mut self) -> Duration {
        let began = *self.began.get_or_insert_with(Instant::now);
        let ceiling = self.ceiling(began.elapsed());
        // Between a quarter and the whole of the ceiling.
        ceiling.mul_f64(0.25 + 0.75 * self.fraction())
    }

    fn ceiling(&self, outage: Duration) -> Duration {
        (outage / self.part).max(self.least).min(self.most)
    }

    /// A random number from 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        // xorshift64
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        part(self.random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: Duration = Duration::from_millis(50);
    const MAX: Duration = Duration::from_secs(5);

    /// The pauses of an outage of that length.
    fn pauses(backoff: &mut Backoff, outage: Duration) -> Vec<Duration> {
        let mut past = Duration::ZERO;
        std::iter::from_fn(|| {
            let pause = backoff
                .ceiling(past)
                .mul_f64(0.25 + 0.75 * backoff.fraction());
            past += pause;
            (past < outage).then_some(pause)
        })
        .collect()
    }

    #[test]
    fn an_outage_is_prolonged_by_little_and_attempts_stay_few() {
        let mut backoff = Backoff::between(MIN, MAX, OF_AN_OUTAGE);
        assert!(backoff.ceiling(Duration::ZERO) == MIN / 4);
        assert!(backoff.ceiling(Duration::from_millis(500)) <= Duration::from_millis(20));
        assert_eq!(backoff.ceiling(Duration::from_secs(3600)), MAX);
        for (outage, most) in [(3, 180), (60, 360), (600, 560)] {
            let pauses = pauses(&mut backoff, Duration::from_secs(outage));
            assert!(pauses.len() < most, "{} in {outage} s", pauses.len());
        }
    }

    #[tokio::test]
    async fn no_two_draw_the_same_and_a_reset_begins_anew() {
        tokio::time::pause();
        let mut backoff = Backoff::between(MIN, MAX, OF_AN_OUTAGE);
        let mut other = Backoff::between(MIN, MAX, OF_AN_OUTAGE);
        let first: Vec<_> = (0..10).map(|_| backoff.next_delay()).collect();
        assert!(
            first
                .iter()
                .all(|pause| *pause <= MIN / 4 && *pause >= MIN / 16)
        );
        let others: Vec<_> = (0..10).map(|_| other.next_delay()).collect();
        assert_ne!(first, others);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert!(backoff.next_delay() >= MAX / 4);
        backoff.reset();
        assert!(backoff.next_delay() <= MIN / 4);
    }

    #[test]
    fn an_hour_as_the_minimum_does_not_overflow() {
        let hour = Duration::from_secs(3600);
        let backoff = Backoff::between(hour, 2 * hour, OF_AN_OUTAGE);
        assert!(backoff.ceiling(1_000_000 * hour) <= 2 * hour);
    }
}
