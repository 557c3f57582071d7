//! What a job means. It cannot be wrong.

use std::time::Duration;

/// The options of a job.
#[derive(Default)]
pub(super) struct Model {
    pub(super) queue: String,
    pub(super) max_attempts: Option<u32>,
    pub(super) timeout: Option<Duration>,
    pub(super) backoff: Option<Pauses>,
}

/// The pauses between attempts.
pub(super) struct Pauses {
    pub(super) min: Duration,
    pub(super) max: Duration,
}
