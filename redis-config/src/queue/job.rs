//! What a job is.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backoff::Backoff;

/// A job: data that says what to do. It travels as JSON, at most 1 MiB of it.
///
/// A job runs *at least* once, so a handler must bear to see the same job again.
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
/// [`#[derive(Job)]`](derive@crate::queue::Job) checks what it is given while it compiles.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    label = "not a job",
    note = "add `#[derive(serde::Serialize, serde::Deserialize, redis_config::queue::Job)]` to `{Self}`, and name its queue: `#[job(queue = \"...\")]`"
)]
pub trait Job: Payload + Send + 'static {
    /// Name of its queue: 1 to 64 characters of `A-Z a-z 0-9 : . _ -`.
    ///
    /// Any other name makes every operation end in [`QueueError::InvalidName`](crate::queue::QueueError::InvalidName).
    const QUEUE: &'static str;

    /// How many attempts may fail before it becomes a dead letter: 1 to 255. `None` leaves it to the worker, as
    /// [`Worker::max_attempts`](crate::queue::Worker::max_attempts) says; a worker that is told otherwise wins.
    const MAX_ATTEMPTS: Option<u32> = None;

    /// The longest time of one attempt, at least 1 ms. `None` leaves it to the worker, as
    /// [`Worker::timeout`](crate::queue::Worker::timeout) says; a worker that is told otherwise wins.
    const TIMEOUT: Option<Duration> = None;

    /// The pause before the next attempt. `None` leaves it to the worker, as
    /// [`Worker::backoff`](crate::queue::Worker::backoff) says; a worker that is told otherwise wins.
    const BACKOFF: Option<Backoff> = None;
}

/// What travels as JSON: every type that is `Serialize` and `Deserialize`, and owns what it holds. Never implemented by
/// hand.
///
/// It stands between [`Job`] and serde's traits so that a job without them is told so in words about jobs. The traits
/// are therefore not its own bounds: what is generic over jobs and writes them itself asks for `J: Job + Serialize`.
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
