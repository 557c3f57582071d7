//! The traits of a job.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backoff::Backoff;

/// A job: the data that a handler needs. It is stored as JSON of at most 1 MiB.
///
/// A job runs *at least* once, so a handler must tolerate a second run of the same job.
///
/// ```
/// use redis_config::queue::Job;
///
/// #[derive(serde::Serialize, serde::Deserialize, Job)]
/// #[job(queue = "emails", max_attempts = 5, timeout = "30s")]
/// struct SendEmail {
///     to: String,
///     subject: String,
/// }
///
/// // By hand:
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Resize {
///     image: String,
/// }
///
/// impl Job for Resize {
///     const QUEUE: &'static str = "images";
///     const MAX_ATTEMPTS: Option<u32> = Some(3);
/// }
/// ```
///
/// [`#[derive(Job)]`](derive@crate::queue::Job) checks its attributes at compile time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    label = "not a job",
    note = "add `#[derive(serde::Serialize, serde::Deserialize, redis_config::queue::Job)]` to `{Self}`, and name its queue: `#[job(queue = \"...\")]`"
)]
pub trait Job: Payload + Send + 'static {
    /// Name of its queue: 1 to 64 characters of `A-Z a-z 0-9 : . _ -`.
    ///
    /// With any other name, every operation fails with [`QueueError::InvalidName`](crate::queue::QueueError::InvalidName).
    const QUEUE: &'static str;

    /// How many attempts may fail before the job becomes a dead letter: 1 to 255. `None` means the default of
    /// [`Worker::max_attempts`](crate::queue::Worker::max_attempts). A value set on the worker overrides this one.
    const MAX_ATTEMPTS: Option<u32> = None;

    /// The limit of one attempt, at least 1 ms. `None` means the default of
    /// [`Worker::timeout`](crate::queue::Worker::timeout). A value set on the worker overrides this one.
    const TIMEOUT: Option<Duration> = None;

    /// The pause before the next attempt. `None` means the default of
    /// [`Worker::backoff`](crate::queue::Worker::backoff). A value set on the worker overrides this one.
    const BACKOFF: Option<Backoff> = None;
}

/// Implemented for every type that is `Serialize` and `DeserializeOwned`. Do not implement it yourself.
///
/// It is between [`Job`] and serde's traits so that a missing derive gives a compile error about jobs. It does not imply
/// the traits of serde: code that is generic over jobs and serializes them needs the bound `J: Job + Serialize`.
#[diagnostic::on_unimplemented(
    message = "the job `{Self}` cannot be written to its queue and read back",
    label = "a job needs `serde::Serialize` and `serde::Deserialize`",
    note = "add `#[derive(serde::Serialize, serde::Deserialize)]` to `{Self}`"
)]
pub trait Payload: Sized {
    #[doc(hidden)]
    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()>;

    #[doc(hidden)]
    fn read(from: &[u8]) -> serde_json::Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Payload for T {
    fn write(&self, to: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(to, self)
    }

    fn read(from: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(from)
    }
}
