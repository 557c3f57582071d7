//! What a job is.

use serde::{Serialize, de::DeserializeOwned};

/// A job: data that says what to do. It travels as JSON, at most 1 MiB of it.
///
/// A job runs *at least* once, so a handler must bear to see the same job again.
///
/// ```
/// use redis_config::queue::Job;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct SendEmail {
///     to: String,
///     subject: String,
/// }
///
/// impl Job for SendEmail {
///     const QUEUE: &'static str = "emails";
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    label = "not a job",
    note = "derive `serde::Serialize` and `serde::Deserialize` for `{Self}`, and write `impl redis_config::queue::Job for {Self} {{ const QUEUE: &'static str = \"...\"; }}`"
)]
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Name of its queue: 1 to 64 characters of `A-Z a-z 0-9 : . _ -`.
    ///
    /// Any other name makes every operation end in [`QueueError::InvalidName`](crate::queue::QueueError::InvalidName).
    const QUEUE: &'static str;
}
