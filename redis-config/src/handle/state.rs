//! The state of an instance.

use std::time::Instant;

use redis_config_rules::Topology as TopologyKind;

use crate::error::{ConnectError, ConnectErrorKind};

/// The state of an instance: [`Handle::state`](crate::Handle::state).
///
/// No failed state is final: the instance tries to reconnect until it succeeds or its last handle is dropped.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum State {
    /// Created by `connect_lazy` and not used yet: no socket was opened.
    Idle,
    /// Used for the first time, and not yet connected.
    Connecting,
    /// Every shared socket is up.
    #[non_exhaustive]
    Ready {
        /// The topology of the definition, or, with `topology = auto`, the one that the server reported.
        topology: TopologyKind,
    },
    /// Every shared socket is up, authenticated with credentials that the server accepted earlier. It refuses the newest ones
    /// from their source: commands are executed for as long as these sockets live. The newest credentials are tried again
    /// every few seconds.
    #[non_exhaustive]
    AuthExpiring {
        /// When the newest credentials were refused first.
        since: Instant,
        /// The error of the server.
        last_error: ConnectError,
    },
    /// Every shared socket is up, and the server refuses work for now: it is loading its data, busy with a script, out of memory,
    /// cannot write its snapshot, or lacks replicas. Commands are sent without waiting; those that it refuses fail with
    /// its error. Shown from the first refusal until five seconds after the last; it causes no reconnect.
    #[non_exhaustive]
    Impaired {
        /// When the first command was refused so.
        since: Instant,
        /// The last error code: `LOADING`, `BUSY`, `OOM`, `MISCONF`, `NOREPLICAS`.
        code: &'static str,
    },
    /// A shared socket is down, and no attempt to reconnect has succeeded yet. Commands wait for it, up to `response_timeout`.
    #[non_exhaustive]
    Reconnecting {
        /// When the outage began.
        since: Instant,
        /// Attempts made since then.
        attempts: u32,
        /// Why the last attempt failed; `None` while the first is under way.
        last_error: Option<ConnectError>,
    },
    /// The server refuses the user name or the password. Commands fail at once with the cause.
    #[non_exhaustive]
    AuthRejected {
        /// When the outage began.
        since: Instant,
        /// Attempts made since then.
        attempts: u32,
        /// The error of the server.
        last_error: ConnectError,
    },
    /// The definition disables the instance (`disabled`): commands fail at once with that reason.
    Disabled,
    /// The last handle was dropped.
    Closed,
}

impl State {
    /// After an attempt that failed.
    pub(crate) fn failed(since: Instant, attempts: u32, error: ConnectError) -> Self {
        match error.kind {
            ConnectErrorKind::Auth => Self::AuthRejected {
                since,
                attempts,
                last_error: error,
            },
            _ => Self::Reconnecting {
                since,
                attempts,
                last_error: Some(error),
            },
        }
    }

    /// Whether commands are sent without waiting.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(
            self,
            Self::Ready { .. } | Self::AuthExpiring { .. } | Self::Impaired { .. }
        )
    }

    /// Why the last attempt to connect failed, while there is no connection; why the newest credentials were refused, while
    /// there is one.
    #[must_use]
    pub fn last_error(&self) -> Option<&ConnectError> {
        match self {
            Self::Reconnecting { last_error, .. } => last_error.as_ref(),
            Self::AuthExpiring { last_error, .. } | Self::AuthRejected { last_error, .. } => {
                Some(last_error)
            }
            _ => None,
        }
    }
}
