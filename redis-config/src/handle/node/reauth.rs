//! Replaces open sockets when their credentials change.

use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::node::Node;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Purpose;
use crate::credentials::provider::Credentials;
use crate::error::ConnectErrorKind;
use crate::handle::state::State;
use crate::random::fraction;

/// Pauses after a refusal: a server may get new credentials later than their source.
const RETRY: Duration = Duration::from_secs(2);
const LAST_RETRY: Duration = Duration::from_secs(15);

/// Why open sockets may have to be replaced.
enum Cause {
    /// The provider streamed new credentials.
    Streamed,
    /// It is time to ask the source.
    Due,
    /// The server accepted other credentials, on a new socket.
    Accepted,
}

/// Has the open sockets of a node replaced whenever their credentials change. Never ends.
///
/// New credentials are tried on a new socket. If the server accepts them there, the shared sockets are replaced one after
/// the other, and each finishes the commands that were written on it: no command fails. `AUTH` on a shared socket would be
/// cheaper, but a server may drop its error reply to `AUTH` while other replies wait to be read; from there on every caller
/// gets the reply to another command (redis/redis#15640; 7.2 to 8.0). A refusal only changes the state: the sockets stay as
/// they are, and the source is asked again.
pub(crate) async fn follow_credentials(node: Arc<Node>) {
    let credentials = node.target.settings.credential_state();
    if credentials.provider().is_none() {
        return pending().await;
    }
    let mut streamed = credentials.watch();
    let mut accepted = credentials.subscribe();
    let refresh = credentials.refresh();
    let mut refused = RETRY;
    let mut retry = None;
    loop {
        let due = refresh.map(|refresh| Instant::now() + refresh);
        let due = [due, retry.take()].into_iter().flatten().min();
        let newest = match cause(&mut streamed, &mut accepted, due).await {
            Cause::Streamed => streamed
                .as_mut()
                .map(|newest| newest.borrow_and_update().clone()),
            Cause::Accepted => {
                show_accepted(&node);
                node.wake.notify_one();
                continue;
            }
            Cause::Due => ask_source(&node).await,
        };
        let Some(newest) = newest else { continue };
        if credentials
            .accepted()
            .is_some_and(|last| last.credentials == newest)
        {
            show_accepted(&node);
            continue;
        }
        retry = match try_newest(&node).await {
            Ok(()) => {
                refused = RETRY;
                None
            }
            Err(why) => {
                if let Some(code) = why {
                    show_refused(&node, Some(&code));
                }
                let pause = refused.mul_f64(0.75 + 0.25 * fraction());
                refused = (refused * 2).min(LAST_RETRY);
                Some(Instant::now() + pause)
            }
        };
    }
}

/// The credentials of now; `None` if the source fails, which the next new socket reports.
async fn ask_source(node: &Node) -> Option<Credentials> {
    let limit = Instant::now() + node.target.settings.connect_timeout();
    match node.target.settings.credential_state().ask(limit).await {
        Ok(answer) => answer.map(|answer| answer.credentials),
        Err(failed) => {
            tracing::debug!(
                instance = node.target.settings.name(),
                provider = failed.provider.as_str(),
                reason = failed.reason.as_str(),
                "redis credentials could not be asked for again"
            );
            None
        }
    }
}

/// Opens a socket with the credentials of now, and leaves it to the supervisor. The error is the code of the server's
/// refusal, if that is the reason.
async fn try_newest(node: &Node) -> Result<(), Option<String>> {
    let deadline = Instant::now() + node.target.settings.connect_timeout();
    let opened = node
        .open_sibling(Purpose::Shared, deadline, &node.wake)
        .await;
    // Any other failure also meets the supervisor and the callers, who report it.
    let socket = opened.map_err(|_| None)?;
    match socket.refused() {
        Some(code) => Err(Some(code.to_owned())),
        None => {
            node.keep_spare(socket);
            Ok(())
        }
    }
}

async fn cause(
    streamed: &mut Option<watch::Receiver<Credentials>>,
    accepted: &mut watch::Receiver<impl Sized>,
    due: Option<Instant>,
) -> Cause {
    let streamed = pin!(async {
        let received = match streamed {
            Some(newest) => newest.changed().await.is_ok(),
            None => false,
        };
        // Without a stream, or after its end, there will be none.
        if !received {
            pending::<()>().await;
        }
    });
    let accepted = pin!(async {
        if accepted.changed().await.is_err() {
            pending::<()>().await;
        }
    });
    let timer = pin!(async {
        match due {
            Some(due) => sleep_until(due).await,
            None => pending().await,
        }
    });
    match select(streamed, select(accepted, timer)).await {
        Either::Left(_) => Cause::Streamed,
        Either::Right((Either::Left(_), _)) => Cause::Accepted,
        Either::Right((Either::Right(_), _)) => Cause::Due,
    }
}

/// Authenticates a session that no other socket can take over, between two commands of its user. A refusal does not end the
/// session.
pub(crate) async fn reauthenticate_session(node: &Node, socket: &Socket) {
    let credentials = node.target.settings.credential_state();
    if let Some(answer) = credentials.accepted() {
        let limit = node.target.settings.response_timeout();
        let _refused = timeout(limit, socket.reauthenticate(credentials, &answer)).await;
    }
}

/// Ends what [`show_refused`] shows, once no shared socket has other credentials than those accepted last: that one node
/// of a cluster accepts them proves nothing about the others.
pub(crate) fn show_accepted(node: &Node) {
    if !node.has_newest_credentials() {
        return;
    }
    node.publisher.update(|state| match state {
        State::AuthExpiring { .. } => Some(node.ready()),
        _ => None,
    });
}

pub(crate) fn show_refused(node: &Node, code: Option<&str>) {
    let credentials = node.target.settings.credential_state();
    let name = credentials
        .provider()
        .map(|provider| provider.name().into_owned());
    let name = name.unwrap_or_default();
    let error = node.target.error(
        ConnectErrorKind::Auth,
        format!(
            "the server refuses the newest credentials{}: the open connections keep the ones before",
            code.map(|code| format!(" with `{code}`")).unwrap_or_default()
        ),
        format!("correct what {name} gives, or let the server know of it"),
    );
    node.publisher.update(|state| match state {
        State::Ready { .. } => Some(State::AuthExpiring {
            since: std::time::Instant::now(),
            last_error: error,
        }),
        _ => None,
    });
}
