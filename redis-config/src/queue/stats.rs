//! The number of jobs in a queue.

/// The number of jobs of a queue by state, all at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Waiting for a worker.
    pub ready: u64,
    /// Not due yet: pushed with a delay, or waiting for the next attempt.
    pub delayed: u64,
    /// Waiting to be claimed alone, because a worker vanished with them.
    pub suspects: u64,
    /// Claimed by workers and not finished.
    pub claimed: u64,
    /// Dead letters.
    pub dead: u64,
}
