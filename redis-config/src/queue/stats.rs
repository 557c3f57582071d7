//! How many jobs a queue holds.

/// Numbers of jobs of one queue, all of one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Waiting for a worker.
    pub ready: u64,
    /// Waiting for their time: pushed with a delay, or failed and to be tried again.
    pub delayed: u64,
    /// Waiting to be run alone, because a worker vanished with them.
    pub suspects: u64,
    /// Taken by workers and not finished yet.
    pub claimed: u64,
    /// Dead letters.
    pub dead: u64,
}
