//! The options of one push.

use std::time::Duration;

use crate::queue::error::QueueError;
use crate::queue::job_id::JobId;

/// The longest delay, about a hundred years.
const LONGEST: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// Options of one push; see [`Queue::push_with`](crate::queue::Queue::push_with).
///
/// ```
/// use redis_config::queue::{JobId, PushOptions};
/// use std::time::Duration;
///
/// let id = JobId::new();
/// let options = PushOptions::new().delay(Duration::from_secs(60)).id(id);
/// ```
#[derive(Clone, Debug, Default)]
pub struct PushOptions {
    delay: Duration,
    id: Option<JobId>,
}

impl PushOptions {
    /// No delay, a fresh id.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The job does not run before this time has passed by the clock of the server. Precise to the millisecond; at most a
    /// hundred years.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The job's id. Pushing the same id again makes no second job.
    #[must_use]
    pub fn id(mut self, id: JobId) -> Self {
        self.id = Some(id);
        self
    }

    pub(crate) fn resolve(self) -> Result<(u64, Option<JobId>), QueueError> {
        if self.delay > LONGEST {
            return Err(QueueError::InvalidOption {
                option: "delay",
                rule: "must be at most a hundred years",
            });
        }
        // Rounded up: a job is never early.
        let delay = self.delay.as_nanos().div_ceil(1_000_000) as u64;
        Ok((delay, self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_rounded_up_and_bounded() {
        let of = |delay| PushOptions::new().delay(delay).resolve().map(|(ms, _)| ms);
        assert_eq!(of(Duration::ZERO).unwrap(), 0);
        assert_eq!(of(Duration::from_nanos(1)).unwrap(), 1);
        assert_eq!(of(Duration::from_millis(1_500)).unwrap(), 1_500);
        assert!(matches!(
            of(Duration::MAX),
            Err(QueueError::InvalidOption { .. })
        ));
    }
}
