//! What a handler knows of the job it runs.

use tokio_util::sync::CancellationToken;

use crate::queue::job_id::JobId;

/// What a handler knows of the job it runs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) id: JobId,
    pub(crate) attempt: u32,
    pub(crate) delivery: u32,
    pub(crate) token: CancellationToken,
}

impl Context {
    /// The job's id, the same in every attempt: what a handler needs to recognise a job it has already done.
    #[must_use]
    pub fn id(&self) -> JobId {
        self.id
    }

    /// Which attempt this is, counted from 1: one more than the attempts in which the handler failed.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Which delivery this is, counted from 1: one more than the times a worker vanished with this job.
    ///
    /// Above 1, an earlier worker may have done some of the work.
    #[must_use]
    pub fn delivery(&self) -> u32 {
        self.delivery
    }

    /// Ends when the handler should stop: the worker's time to shut down is over, or its lease of this job is lost and
    /// another worker may run it. Work done after that may be done twice.
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
