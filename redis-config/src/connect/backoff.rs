//! Pauses between attempts to connect.

use std::time::Duration;

use tokio::time::Instant;

use crate::random;
use crate::settings::settings::Settings;

/// The longest pause is this part of the outage so far. A server that comes back is only noticed after the current pause, so
/// an outage is prolonged by 1/25 at most. The number of attempts is about 25 for each doubling of its length.
const OF_AN_OUTAGE: u32 = 25;
/// The same for sockets that are opened and lost at once. They cost the server more than a refused connection.
const OF_FLAPPING: u32 = 4;

/// The longest pause after a refusal that only a change of the configuration ends, so that the change works at once.
pub(crate) const REFUSED_PAUSE: Duration = Duration::from_secs(1);

/// Pauses that grow with the time since the first one, up to `reconnect_max_delay`. Each is jittered, so that clients that
/// lost their server together do not come back together.
///
/// They start below a quarter of `reconnect_min_delay`: a server that restarts is back within a tenth of a second, and
/// noticing that early costs a handful of refused connections.
#[derive(Debug)]
pub(crate) struct Backoff {
    shortest: Duration,
    longest: Duration,
    part: u32,
    started: Option<Instant>,
}

impl Backoff {
    /// Between attempts that fail.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self::between(
            settings.reconnect_min_delay(),
            settings.reconnect_max_delay(),
            OF_AN_OUTAGE,
        )
    }

    /// Between attempts that succeed, but whose socket is lost at once.
    pub(crate) fn flapping(settings: &Settings) -> Self {
        Self {
            part: OF_FLAPPING,
            ..Self::new(settings)
        }
    }

    fn between(min: Duration, max: Duration, part: u32) -> Self {
        Self {
            shortest: min / 4,
            longest: max.max(min),
            part,
            started: None,
        }
    }

    /// Starts again with short pauses.
    pub(crate) fn reset(&mut self) {
        self.started = None;
    }

    /// The next pause.
    pub(crate) fn next_delay(&mut self) -> Duration {
        let started = *self.started.get_or_insert_with(Instant::now);
        self.delay_after(started.elapsed())
    }

    fn delay_after(&self, outage: Duration) -> Duration {
        let ceiling = self.ceiling(outage);
        random::between(ceiling / 4, ceiling)
    }

    fn ceiling(&self, outage: Duration) -> Duration {
        (outage / self.part).max(self.shortest).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: Duration = Duration::from_millis(50);
    const MAX: Duration = Duration::from_secs(5);

    #[test]
    fn pauses_are_a_small_part_of_the_outage_and_attempts_stay_few() {
        let backoff = Backoff::between(MIN, MAX, OF_AN_OUTAGE);
        assert_eq!(backoff.ceiling(Duration::ZERO), MIN / 4);
        assert!(backoff.ceiling(Duration::from_millis(500)) <= Duration::from_millis(20));
        assert_eq!(backoff.ceiling(Duration::from_secs(3600)), MAX);
        for (outage, most) in [(3, 180), (60, 360), (600, 560)] {
            let (mut elapsed, mut attempts) = (Duration::ZERO, 0);
            while elapsed < Duration::from_secs(outage) {
                elapsed += backoff.delay_after(elapsed);
                attempts += 1;
            }
            assert!(attempts < most, "{attempts} in {outage} s");
        }
    }

    #[tokio::test]
    async fn pauses_are_jittered_and_a_reset_starts_again() {
        tokio::time::pause();
        let mut backoff = Backoff::between(MIN, MAX, OF_AN_OUTAGE);
        let first: Vec<_> = (0..10).map(|_| backoff.next_delay()).collect();
        let range = MIN / 16..=MIN / 4;
        assert!(first.iter().all(|pause| range.contains(pause)));
        assert!(first.iter().any(|pause| *pause != first[0]));
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
