//! The errors of commands that a connection could not complete.

use std::sync::Arc;
use std::{fmt, io};

use redis::{ErrorKind, RedisError};

use crate::connect::socket::waiter::{Lost, SocketLoss};
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::settings::Settings;
use redis_config_rules::duration;

/// The connection ended after the command was written: the server may have executed it, or not.
#[derive(Debug)]
struct OutcomeUnknown(String);

impl fmt::Display for OutcomeUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OutcomeUnknown {}

/// Whether a command that failed with this error may have been executed.
///
/// A connection of this library sends a command again only if not a byte of it was written. A command that was written and
/// not answered fails with an error for which this is true: the caller decides whether to run it again.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(mut conn: redis_config::Connection<C>) {
/// use redis_config::redis::AsyncCommands;
/// let result: redis_config::redis::RedisResult<i64> = conn.incr("visits", 1).await;
/// if let Err(error) = result
///     && redis_config::outcome_is_unknown(&error)
/// {
///     // counted or not: read the counter, or ignore it
/// }
/// # }
/// ```
#[must_use]
pub fn outcome_is_unknown(error: &RedisError) -> bool {
    let Some(source) = std::error::Error::source(error) else {
        return false;
    };
    // The client crate returns its `Arc` around the error, not the error.
    let source = match source.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>() {
        Some(inner) => &**inner as &(dyn std::error::Error + 'static),
        None => source,
    };
    source
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .is_some_and(|inner| inner.is::<OutcomeUnknown>())
}

/// The error of a command that was written and never answered.
pub(crate) fn unknown(settings: &Settings, lost: &Lost) -> RedisError {
    let kind = match lost.loss {
        SocketLoss::Overdue => io::ErrorKind::TimedOut,
        _ => io::ErrorKind::ConnectionAborted,
    };
    let cause = match lost.loss {
        SocketLoss::Overdue => &format!(
            "no answer within {} (`response_timeout`)",
            duration::format(settings.response_timeout())
        ),
        SocketLoss::SignedOut => "the server signed this connection out",
        SocketLoss::OutOfStep => "the server's answers were those to other commands",
        SocketLoss::Closed if lost.error.kind() == ErrorKind::Parse => {
            "the answer is not in the Redis protocol"
        }
        SocketLoss::Closed => "the connection was lost after the command was written",
    };
    outcome_unknown(settings, kind, &format!("{cause}: its outcome is unknown"))
}

fn outcome_unknown(settings: &Settings, kind: io::ErrorKind, text: &str) -> RedisError {
    let text = format!("redis instance `{}`: {text}", settings.name());
    io::Error::new(kind, OutcomeUnknown(text)).into()
}

/// The error of a blocking command whose reply is overdue.
pub(crate) fn overdue(settings: &Settings) -> RedisError {
    let limit = duration::format(settings.response_timeout());
    let text = format!(
        "the blocking command was not answered {limit} after its block time: its outcome is unknown"
    );
    outcome_unknown(settings, io::ErrorKind::TimedOut, &text)
}

/// The error of a blocking command that the server did not unblock in time after the instance had left it.
pub(crate) fn abandoned(settings: &Settings) -> RedisError {
    let text = "the instance has left its server, which did not cancel the blocking command in time: its outcome is unknown";
    outcome_unknown(settings, io::ErrorKind::ConnectionAborted, text)
}

/// The error of a dedicated connection that was lost together with the state of its session.
pub(crate) fn session_lost(settings: &Settings) -> RedisError {
    let text = format!(
        "redis instance `{}`: the socket of this dedicated connection was lost, and with it its session (transaction, \
         watched keys, selected database): take a new one with `dedicated()`",
        settings.name()
    );
    io::Error::new(io::ErrorKind::ConnectionAborted, text).into()
}

/// The error of a transaction in a cluster without a key that decides its node.
pub(crate) fn without_node() -> RedisError {
    (
        ErrorKind::Client,
        "refused before it was sent",
        "in a cluster a dedicated connection belongs to the node of a key, and this one has seen none yet: begin with \
         `WATCH` on a key, or use a pipeline with `.atomic()`"
            .to_owned(),
    )
        .into()
}

/// The error of several commands, or of the parts of one, of which some were executed.
pub(crate) fn in_part(settings: &Settings, error: &RedisError) -> RedisError {
    let text = format!(
        "a part was carried out, the rest was not ({error}): the outcome of the whole is unknown"
    );
    outcome_unknown(settings, io::ErrorKind::ConnectionAborted, &text)
}

/// The error of an instance, or of an earlier configuration of one, that is closed for good.
pub(crate) fn closed(target: &Target) -> ConnectError {
    target.error(
        ConnectErrorKind::Server,
        "the instance is closed",
        "connect again, and keep a handle of it for as long as it is needed",
    )
}

/// The error of a command that was not sent because there is no connection.
pub(crate) fn unsent(error: &ConnectError) -> RedisError {
    let text = format!("not sent: {error}");
    let kind = match error.kind {
        ConnectErrorKind::Auth => {
            return (
                ErrorKind::AuthenticationFailed,
                "the server refuses the credentials",
                text,
            )
                .into();
        }
        ConnectErrorKind::Timeout => io::ErrorKind::TimedOut,
        ConnectErrorKind::Refused => io::ErrorKind::ConnectionRefused,
        _ => io::ErrorKind::NotConnected,
    };
    io::Error::new(kind, text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcome_is_unknown_only_after_the_command_was_written() {
        let unknown = OutcomeUnknown("it was written".to_owned());
        let lost: RedisError = io::Error::new(io::ErrorKind::ConnectionAborted, unknown).into();
        let copy = lost.clone();
        assert!(outcome_is_unknown(&lost));
        assert!(outcome_is_unknown(&copy));
        let other: RedisError = io::Error::new(io::ErrorKind::ConnectionAborted, "not sent").into();
        assert!(!outcome_is_unknown(&other));
        assert!(!outcome_is_unknown(
            &(ErrorKind::AuthenticationFailed, "no").into()
        ));
    }
}
