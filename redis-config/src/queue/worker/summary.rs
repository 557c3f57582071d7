//! What a worker did.

/// What one run of a worker did, in jobs; answer of [`Worker::run_until`](crate::queue::Worker::run_until).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Handled with success, and Redis knows.
    pub done: u64,
    /// Failed attempts that will be followed by another.
    pub retried: u64,
    /// Moved to the dead letters, by failure here or by this worker's sweep.
    pub dead: u64,
    /// Given back unfinished, at no cost to them.
    pub released: u64,
    /// Received from a worker that had vanished with them.
    pub redelivered: u64,
    /// Finished here after the lease was lost: Redis refused the result, and another worker runs the job.
    pub refused: u64,
    /// Finished here, but the answer that confirms it was lost. Redis may run these jobs again.
    pub unconfirmed: u64,
}
