//! Jobs that will not be tried again by themselves.

use std::fmt;
use std::time::SystemTime;

use super::job_id::JobId;

/// A job that will not be tried again by itself: it failed too often, made its workers vanish too often, or cannot be read.
///
/// It stays, whole, until it is redriven or purged.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The job's id; that of all zeros if its bytes are too few to hold one.
    pub id: JobId,
    /// Why it is here: the text of the handler's last error, or this library's reason.
    pub reason: String,
    /// When it came here, by the server's clock.
    pub failed_at: SystemTime,
    /// Attempts that failed.
    pub attempts: u32,
    /// Times a worker vanished with it.
    pub deliveries: u32,
    /// The payload as pushed, or all bytes if they are not a job of this version.
    pub payload: Vec<u8>,
}

impl fmt::Debug for DeadLetter {
    // The payload belongs to the application and may hold anything; so may the reason.
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
