//! What can go wrong with a queue.

use redis::{ErrorKind, RedisError, ServerErrorKind};

use super::job_id::JobId;
use crate::handle::command_error::outcome_is_unknown;
use crate::permission::permission_denied;

/// Why a queue or a worker could not do what it was asked.
///
/// No variant holds a payload or a secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// What the `redis` crate reports. Nothing was changed in the queue.
    #[error("redis: {0}")]
    Redis(#[source] RedisError),
    /// The answer to a push was lost, so these jobs may or may not be in the queue.
    ///
    /// Pushing one of them again **with its id**, [`PushOptions::id`](crate::queue::PushOptions::id), cannot make a
    /// second job while Redis remembers the first push: 24 hours, see [`Queue::push_with`](crate::queue::Queue::push_with).
    #[error("the outcome of this push is unknown: its answer was lost ({} jobs, the first is {})", ids.len(), first(ids))]
    OutcomeUnknown {
        /// The jobs concerned.
        ids: Vec<JobId>,
        /// What ended the last try.
        #[source]
        source: RedisError,
    },
    /// Some of the jobs of one [`push_all`](crate::queue::Queue::push_all) are in the queue, others are not.
    #[error("{} of the jobs were pushed, then: {source}", pushed.len())]
    Partial {
        /// The jobs that are in the queue: those at the beginning of the slice.
        pushed: Vec<JobId>,
        /// What happened to the next ones.
        source: Box<QueueError>,
    },
    /// A payload is over the limit. Nothing was sent.
    #[error(
        "the payload has {size} bytes, the limit is {limit}: put large data elsewhere, and a reference to it into the job"
    )]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The job could not be written as JSON. Nothing was sent.
    #[error("the job cannot be written as JSON: {0}")]
    Codec(String),
    /// The ACL user of the instance may not do what the queue needs. `Queue` and `Worker` look before they do anything, so
    /// that nothing was changed, unless the user's rules were changed while they were at work.
    ///
    /// The page [`guide::acl`](crate::guide::acl) has the whole rules of a producer, a worker and an operator.
    #[error(
        "the ACL user may not do what the queue needs: add `{}` to its rules; `redis_config::guide::acl` has the whole line",
        rules.join(" ")
    )]
    PermissionDenied {
        /// The ACL rules to add: `+hset`, `~{rc:emails}:*`.
        rules: Vec<String>,
    },
    /// Redis is out of memory (`maxmemory`). Nothing was pushed; workers go on and make room.
    #[error(
        "Redis is out of memory: nothing was pushed; raise `maxmemory`, or let the workers catch up"
    )]
    OutOfMemory,
    /// The queue was written by a newer version of this library, which this one could damage.
    #[error(
        "the queue has schema {found}, this version of redis-config knows up to {supported}: update redis-config here"
    )]
    SchemaNewer {
        /// Schema of the queue.
        found: u32,
        /// Newest schema this version knows.
        supported: u32,
    },
    /// The server may throw away jobs when it is short of memory.
    #[error(
        "`maxmemory-policy` of the server is `{policy}`, which may evict jobs: set it to `noeviction`, or accept the loss with `allow_eviction()`"
    )]
    EvictionPolicy {
        /// The server's policy.
        policy: String,
    },
    /// [`Job::QUEUE`](crate::queue::Job::QUEUE) is not a legal name.
    #[error("`{name}` is not a queue name: {rule}")]
    InvalidName {
        /// The name.
        name: String,
        /// What is wrong with it.
        rule: String,
    },
    /// An option has a value that cannot work.
    #[error("`{option}` {rule}")]
    InvalidOption {
        /// Name of the option.
        option: &'static str,
        /// What it must be.
        rule: &'static str,
    },
    /// The runtime that carried this push ended before it was sent. Nothing was pushed.
    #[error("the runtime that carried this push ended before it was sent")]
    Stopped,
}

fn first(ids: &[JobId]) -> String {
    ids.first().map(JobId::to_string).unwrap_or_default()
}

impl QueueError {
    /// Whether the same call may succeed later with nothing changed but time.
    ///
    /// [`OutcomeUnknown`](Self::OutcomeUnknown) is transient too, but push its jobs again with their ids.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } | Self::OutOfMemory | Self::Stopped => true,
            Self::Redis(error) => is_transient(error),
            Self::Partial { source, .. } => source.is_transient(),
            _ => false,
        }
    }
}

impl From<RedisError> for QueueError {
    fn from(error: RedisError) -> Self {
        // Before Redis 7 an error inside a script arrives as the text of another.
        let oom = error.code() == Some("OOM")
            || error.detail().is_some_and(|text| text.contains("-OOM "));
        if oom {
            Self::OutOfMemory
        } else if let Some(denied) = permission_denied(&error) {
            Self::PermissionDenied {
                rules: vec![denied.rule()],
            }
        } else {
            Self::Redis(error)
        }
    }
}

/// Whether the server itself answered: then it ran the call to its end, or refused it.
pub(crate) fn is_answer(error: &RedisError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType
    )
}

/// Whether a call that failed like this may have run, or may still run.
pub(crate) fn may_have_run(error: &RedisError) -> bool {
    let never_sent = matches!(
        error.kind(),
        ErrorKind::Io | ErrorKind::AuthenticationFailed
    );
    outcome_is_unknown(error) || !(is_answer(error) || never_sent)
}

pub(crate) fn is_transient(error: &RedisError) -> bool {
    match error.kind() {
        ErrorKind::Server(kind) => matches!(
            kind,
            ServerErrorKind::BusyLoading
                | ServerErrorKind::TryAgain
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ReadOnly
                | ServerErrorKind::NoScript
        ),
        ErrorKind::Extension => matches!(
            error.code(),
            Some("OOM" | "BUSY" | "MISCONF" | "NOREPLICAS" | "UNBLOCKED")
        ),
        ErrorKind::Io => true,
        _ => false,
    }
}
