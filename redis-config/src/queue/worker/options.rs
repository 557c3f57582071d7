//! The options of a worker, and their limits.

use std::time::Duration;

use redis_config_rules::job;

use crate::queue::backoff::Backoff;
use crate::queue::error::QueueError;

/// See the methods of [`Worker`](crate::queue::Worker) with these names.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) concurrency: usize,
    pub(crate) lease: Duration,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_attempts: u32,
    pub(crate) max_deliveries: u32,
    pub(crate) backoff: Backoff,
    pub(crate) shutdown_timeout: Duration,
    pub(crate) allow_eviction: bool,
}

impl Options {
    pub(crate) fn check(&self) -> Result<(), QueueError> {
        let wrong = |option, rule| Err(QueueError::InvalidOption { option, rule });
        if !(1..=65_536).contains(&self.concurrency) {
            return wrong("concurrency", "must be 1 to 65,536");
        }
        if self.lease < Duration::from_millis(100) || self.lease > Duration::from_secs(86_400) {
            return wrong("lease", "must be 100 ms to one day");
        }
        if self.timeout.is_some_and(|timeout| timeout < job::SHORTEST) {
            return wrong("timeout", "must be at least 1 ms");
        }
        if !(1..=job::MOST_ATTEMPTS).contains(&self.max_attempts) {
            return wrong("max_attempts", "must be 1 to 255");
        }
        // The stored header has one byte for each of the two counts.
        if !(1..=255).contains(&self.max_deliveries) {
            return wrong("max_deliveries", "must be 1 to 255");
        }
        Ok(())
    }
}
