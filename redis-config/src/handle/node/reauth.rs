//! Replaces open sockets when their credentials change.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::node::Node;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Purpose;
use crate::credentials::provider::Credentials;
use crate::error::ConnectErrorKind;
use crate::handle::state::State;
use crate::random::fraction;

/// Pauses after a refusal: a server may learn of new credentials later than their source.
const RETRY: Duration = Duration::from_secs(2);
const LAST_RETRY: Duration = Duration::from_secs(15);

/// Why open sockets may have to be replaced.
enum Cause {
    /// The provider streamed new credentials.
    Streamed,
    /// The source is to be asked.
    Due,
    /// The server accepted other credentials, on a new socket.
    Accepted,
}

/// Has the open sockets of a node replaced whenever their credentials change. Never ends.
///
/// New credentials are proved on a new socket. If the server accepts them there, the shared sockets are replaced one by one,
/// each finishing what was written on it: no command fails. `AUTH` on a socket that others use would do the same with less,
/// were it not that a server may drop the error that it answers to `AUTH` while other answers wait to be read: from
/// there on everybody gets the answer of somebody else (redis/redis#15640; 7.2 to 8.0). A refusal changes nothing but the
/// state: the sockets go on as they were, and the source is asked again.
pub(crate) async fn keep_signed_in(node: Arc<Node>) {
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
                node.told.notify_one();
                continue;
            }
            Cause::Due => ask(&node).await,
        };
        let Some(newest) = newest else { continue };
        if credentials
            .accepted()
            .is_some_and(|last| last.credentials == newest)
        {
            show_accepted(&node);
            continue;
        }
        retry = match prove(&node).await {
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

/// What the source gives now; the next new socket reports why, if that is nothing.
async fn ask(node: &Node) -> Option<Credentials> {
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

/// Opens a socket with what the source gives now, and leaves it to the supervisor. The error is the server's refusal, if
/// that is what it was.
async fn prove(node: &Arc<Node>) -> Result<(), Option<String>> {
    let deadline = Instant::now() + node.target.settings.connect_timeout();
    let opened = node.open_alike(Purpose::Shared, deadline, &node.told).await;
    // No refusal: the supervisor and the callers hear of it by themselves.
    let link = opened.map_err(|_| None)?;
    match link.refused() {
        Some(code) => Err(Some(code.to_owned())),
        None => {
            node.keep_spare(link);
            Ok(())
        }
    }
}

async fn cause(
    streamed: &mut Option<watch::Receiver<Credentials>>,
    accepted: &mut watch::Receiver<impl Sized>,
    due: Option<Instant>,
) -> Cause {
    let next = async {
        let heard = match streamed {
            Some(newest) => newest.changed().await.is_ok(),
            None => false,
        };
        // Without a stream, or with its other end gone, there will be none.
        if !heard {
            pending::<()>().await;
        }
    };
    let timer = async {
        match due {
            Some(due) => sleep_until(due).await,
            None => pending().await,
        }
    };
    let (mut next, mut timer) = (pin!(next), pin!(timer));
    let mut changed = pin!(accepted.changed());
    poll_fn(|cx| {
        if next.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Cause::Streamed);
        }
        if let Poll::Ready(Ok(())) = changed.as_mut().poll(cx) {
            return Poll::Ready(Cause::Accepted);
        }
        timer.as_mut().poll(cx).map(|()| Cause::Due)
    })
    .await
}

/// Signs in again a session that no other socket can take over, between two commands of its user. Whatever comes of it, the
/// session goes on.
pub(crate) async fn freshen(node: &Node, link: &Socket) {
    let credentials = node.target.settings.credential_state();
    if let Some(answer) = credentials.accepted() {
        let limit = node.target.settings.response_timeout();
        let _refused = timeout(limit, link.reauthenticate(credentials, &answer)).await;
    }
}

/// Ends what [`show_refused`] shows, once no shared socket has other credentials than those accepted last: what one node of a
/// cluster accepts says nothing of the others.
pub(crate) fn show_accepted(node: &Node) {
    if !node.is_signed_in() {
        return;
    }
    node.outlet.amend(|state| match state {
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
    node.outlet.amend(|state| match state {
        State::Ready { .. } => Some(State::AuthExpiring {
            since: std::time::Instant::now(),
            last_error: error,
        }),
        _ => None,
    });
}
