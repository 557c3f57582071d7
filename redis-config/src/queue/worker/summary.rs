//! The counts that a worker returns.

/// How many jobs a worker handled, by result; returned by [`Worker::run_until`](crate::queue::Worker::run_until).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Handled with success, and confirmed by Redis.
    pub done: u64,
    /// Failed attempts after which the job is tried again.
    pub retried: u64,
    /// Moved to the dead letters, by a failure here or by this worker's sweep.
    pub dead: u64,
    /// Returned to the queue unfinished, without counting an attempt.
    pub released: u64,
    /// Claimed after an earlier worker vanished with them.
    pub redelivered: u64,
    /// Finished here after the lease was lost. Redis refused the result, and another worker runs the job.
    pub refused: u64,
    /// Finished here, but without a confirmation by Redis. These jobs may run again.
    pub unconfirmed: u64,
}
