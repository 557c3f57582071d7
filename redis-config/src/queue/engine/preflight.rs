//! The checks of a server before a queue uses it: what its user may run, and whether it may evict jobs.

use redis::Cmd;
use redis::aio::ConnectionLike;

use super::acl_commands::Role;
use super::keys::Keys;
use super::scripts_api::Engine;
use crate::acl_permission::{Denied, permission_denied};
use crate::config::definition::RedisConfig;
use crate::connect::reply::Info;
use crate::handle::handle::Handle;
use crate::queue::error::{QueueError, is_answer, is_transient};

/// The keys of `queue` in the namespace of the handle's instance.
pub(crate) fn keys<C: RedisConfig>(handle: &Handle<C>, queue: &str) -> Result<Keys, QueueError> {
    redis_config_rules::name::queue(queue).map_err(|problem| QueueError::InvalidName {
        name: queue.chars().take(80).collect(),
        rule: problem.message,
    })?;
    let settings = handle.settings();
    Ok(Keys::new(settings.key_prefix().unwrap_or("rc"), queue))
}

/// Refuses a user that lacks a permission of the role. `None` if the server could not be asked.
///
/// Redis checks permissions while a script runs, and does not undo a script that it stops. So a job could be left
/// half-moved, and this is asked before the first script.
pub(crate) async fn check_permissions(
    conn: &mut impl ConnectionLike,
    engine: &Engine,
    role: Role,
) -> Option<Result<(), QueueError>> {
    let rules = match engine.denied(conn, role).await {
        Ok(denied) if denied.is_empty() => return Some(Ok(())),
        Ok(denied) => denied.iter().map(|name| format!("+{name}")).collect(),
        Err(error) => match permission_denied(&error).map(|denied| denied.what) {
            Some(Denied::Command(Some(name))) => vec![format!("+{name}")],
            Some(_) => vec![engine.keys.rule()],
            // A server that cannot answer this passes. It will refuse the command itself.
            None => return (is_answer(&error) && !is_transient(&error)).then_some(Ok(())),
        },
    };
    Some(Err(QueueError::PermissionDenied { rules }))
}

/// Refuses a server that may evict jobs. A server that does not report its policy passes. `None` if it could not be asked.
pub(crate) async fn check_policy(conn: &mut impl ConnectionLike) -> Option<Result<(), QueueError>> {
    let mut cmd = Cmd::new();
    cmd.arg("INFO").arg("memory");
    let info = match cmd.query_async(conn).await {
        Ok(text) => Info(text),
        Err(error) => {
            tracing::debug!(error = %error, "maxmemory-policy is unknown");
            return is_answer(&error).then_some(Ok(()));
        }
    };
    Some(match info.evicting_policy() {
        Some(policy) => Err(QueueError::EvictionPolicy {
            policy: policy.to_owned(),
        }),
        None => Ok(()),
    })
}
