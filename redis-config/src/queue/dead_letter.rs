//! Jobs that are not tried again.

use std::fmt;
use std::time::SystemTime;

use super::job_id::JobId;

/// A job that is not tried again: it failed too often, its workers vanished too often, or it cannot be decoded.
///
/// It is kept intact until it is redriven or purged.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The job's id; all zeros if the stored bytes are too short for one.
    pub id: JobId,
    /// Why it is a dead letter: the text of the handler's last error, or a reason given by this library.
    pub reason: String,
    /// When it became one, by the clock of the server.
    pub failed_at: SystemTime,
    /// How many attempts failed.
    pub attempts: u32,
    /// How often a worker vanished with it.
    pub deliveries: u32,
    /// The payload as it was pushed, or all stored bytes if they are not a job of this version.
    pub payload: Vec<u8>,
}

impl fmt::Debug for DeadLetter {
    // Without payload and reason, which may contain anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetter")
            .field("id", &self.id)
            .field("failed_at", &self.failed_at)
            .field("attempts", &self.attempts)
            .field("deliveries", &self.deliveries)
            .field("payload_bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}
