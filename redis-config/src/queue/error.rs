//! The errors of queues and workers.

use redis::{ErrorKind, RedisError, ServerErrorKind};

use super::job_id::JobId;
use crate::acl_permission::permission_denied;
use crate::handle::command_error::outcome_is_unknown;

/// An error of a queue or a worker.
///
/// No variant contains a payload or a secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// An error of the `redis` crate. Nothing was changed in the queue.
    #[error("redis: {0}")]
    Redis(#[source] RedisError),
    /// The reply to a push was lost, so these jobs may or may not be in the queue.
    ///
    /// Pushing one of them again **with its id**, [`PushOptions::id`](crate::queue::PushOptions::id), cannot make a
    /// second job as long as Redis remembers the first push. That is 24 hours, see [`Queue::push_with`](crate::queue::Queue::push_with).
    #[error("the outcome of this push is unknown: its answer was lost ({} jobs, the first is {})", ids.len(), first(ids))]
    OutcomeUnknown {
        /// The ids of the jobs.
        ids: Vec<JobId>,
        /// The error of the last try.
        #[source]
        source: RedisError,
    },
    /// Some of the jobs of one [`push_all`](crate::queue::Queue::push_all) are in the queue, others are not.
    #[error("{} of the jobs were pushed, then: {source}", pushed.len())]
    Partial {
        /// The jobs that are in the queue.
        pushed: Vec<JobId>,
        /// The error of the other jobs.
        source: Box<QueueError>,
    },
    /// A payload is larger than the limit. Nothing was sent.
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
    /// The ACL user of the instance lacks permissions that the queue needs. `Queue` and `Worker` check this first, so nothing
    /// was changed, unless the rules of the user changed later.
    ///
    /// The page [`guide::acl`](crate::guide::acl) has the complete rules of a producer, a worker and an operator.
    #[error(
        "the ACL user may not do what the queue needs: add `{}` to its rules; `redis_config::guide::acl` has the whole line",
        rules.join(" ")
    )]
    PermissionDenied {
        /// The ACL rules to add: `+hset`, `~{rc:emails}:*`.
        rules: Vec<String>,
    },
    /// Redis is out of memory (`maxmemory`). Nothing was pushed. Workers continue, which frees memory.
    #[error(
        "Redis is out of memory: nothing was pushed; raise `maxmemory`, or let the workers catch up"
    )]
    OutOfMemory,
    /// The queue was written by a newer version of this library. This version could damage it.
    #[error(
        "the queue has schema {found}, this version of redis-config knows up to {supported}: update redis-config here"
    )]
    SchemaNewer {
        /// Schema of the queue.
        found: u32,
        /// The newest schema that this version knows.
        supported: u32,
    },
    /// The server may delete jobs when it is out of memory.
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
    /// An option has an invalid value.
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
    /// Whether the same call may succeed later without any other change.
    ///
    /// [`OutcomeUnknown`](Self::OutcomeUnknown) is transient too, but its jobs must be pushed again with their ids.
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
        // Before Redis 7 an error inside a script arrives within the text of another error.
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

/// Whether this is a reply of the server. Then the call ran to its end, or was refused.
pub(crate) fn is_answer(error: &RedisError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType
    )
}

/// Whether a call with this error may have run, or may still run.
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
