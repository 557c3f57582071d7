//! What a handler can ask about the job it runs.

use tokio_util::sync::CancellationToken;

use crate::queue::job_id::JobId;

/// The job that a handler runs: its id, its attempt, and whether to stop. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) id: JobId,
    pub(crate) attempt: u32,
    pub(crate) delivery: u32,
    pub(crate) token: CancellationToken,
}

impl Context {
    /// The job's id, the same in every attempt. A handler that remembers the ids of finished jobs can skip duplicates.
    #[must_use]
    pub fn id(&self) -> JobId {
        self.id
    }

    /// The number of this attempt, from 1: one more than the attempts in which the handler failed.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The number of this delivery, from 1: one more than the workers that vanished with this job.
    ///
    /// If it is above 1, an earlier worker may have done part of the work.
    #[must_use]
    pub fn delivery(&self) -> u32 {
        self.delivery
    }

    /// Completes when the handler should stop: the shutdown timeout of the worker is over, or the lease of this job is lost
    /// and another worker may run it. Work done after that may be done twice.
    ///
    /// Cancel safe.
    pub async fn cancelled(&self) {
        self.token.cancelled().await;
    }

    /// Whether the handler should stop; see [`cancelled`](Self::cancelled).
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }
}
