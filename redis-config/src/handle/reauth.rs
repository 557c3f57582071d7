//! Signs open sockets in again when their credentials change.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use redis::{RedisError, ServerError};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::node::Node;
use super::state::State;
use crate::connect::{Link, sign_in_again};
use crate::credentials::{Answer, Credentials, Login};
use crate::error::ConnectErrorKind;

/// Pause after a refusal: a server may learn of new credentials later than their source.
const RETRY: Duration = Duration::from_secs(2);

/// Why open sockets may have to sign in again.
enum Cause {
    /// The provider streamed new credentials.
    Streamed,
    /// The source is to be asked.
    Due,
    /// The server accepted other credentials, on a new socket.
    Accepted,
}

/// Signs the open sockets of a node in again whenever their credentials change. Never ends.
///
/// `AUTH` takes its turn among the commands on a socket: nothing is closed, and no command fails. A refusal changes
/// nothing but the state: the session goes on as it was, and the source is asked again.
pub(super) async fn keep_signed_in(node: Arc<Node>) {
    let login = node.target.settings.login();
    if login.provider().is_none() {
        return pending().await;
    }
    let mut streamed = login.watch();
    let mut accepted = login.subscribe();
    let refresh = login.refresh();
    let mut retry = None;
    loop {
        let due = refresh.map(|refresh| Instant::now() + refresh);
        let due = [due, retry.take()].into_iter().flatten().min();
        let answer = match cause(&mut streamed, &mut accepted, due).await {
            Cause::Streamed => streamed
                .as_mut()
                .map(|newest| login.number(newest.borrow_and_update().clone())),
            Cause::Accepted => login.accepted(),
            Cause::Due => {
                let limit = Instant::now() + node.target.settings.connect_timeout();
                match login.ask(limit).await {
                    Ok(answer) => answer,
                    Err(failed) => {
                        // The open sockets need nothing now; the next new one reports it.
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
        };
        if let Some(answer) = answer {
            match sign_in_all(&node, login, &answer).await {
                Ok(()) => show_accepted(&node),
                Err(refused) => {
                    show_refused(&node, login, &refused);
                    retry = Some(Instant::now() + RETRY);
                }
            }
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

/// Signs in every shared socket and every idle dedicated one; those in use do it themselves, between two commands.
async fn sign_in_all(node: &Node, login: &Login, answer: &Answer) -> Result<(), ServerError> {
    for slot in &node.slots {
        if let Some(link) = slot.link() {
            sign_in_one(node, &link, login, answer).await?;
        }
    }
    while let Some((_permit, idle)) = node
        .pool
        .take_idle(|link| !login.is_signed_in(link.serial(), answer))
    {
        let signed = sign_in_one(node, &idle.1, login, answer).await;
        // One that could not be asked is closed.
        if signed.is_err() || login.is_signed_in(idle.1.serial(), answer) {
            node.pool.put_back(idle);
        }
        signed?;
    }
    Ok(())
}

async fn sign_in_one(
    node: &Node,
    link: &Link,
    login: &Login,
    answer: &Answer,
) -> Result<(), ServerError> {
    if link.is_lost() || login.is_signed_in(link.serial(), answer) {
        return Ok(());
    }
    let limit = node.target.settings.response_timeout();
    let asked = timeout(limit, sign_in_again(link, login, answer)).await;
    // A socket that does not answer is the business of its watchdog.
    let refused = asked.ok().and_then(Result::<_, RedisError>::ok);
    refused.unwrap_or(Ok(()))
}

/// Signs a dedicated socket in again, between two commands of its user. Whatever comes of it, the session goes on.
pub(super) async fn freshen(node: &Node, link: &Link) {
    let login = node.target.settings.login();
    if let Some(answer) = login.accepted() {
        // The server accepted them a moment ago; if it no longer does, the next round of the node's own says so.
        let _refused = sign_in_one(node, link, login, &answer).await;
    }
}

fn show_accepted(node: &Node) {
    node.outlet.amend(|state| match state {
        State::AuthExpiring { .. } => Some(State::Ready),
        _ => None,
    });
}

fn show_refused(node: &Node, login: &Login, refused: &ServerError) {
    let name = login
        .provider()
        .map(|provider| provider.name().into_owned());
    let name = name.unwrap_or_default();
    let error = node.target.error(
        ConnectErrorKind::Auth,
        format!(
            "the server refuses the newest credentials with `{}`: the open connections keep the ones before",
            refused.code()
        ),
        format!("correct what {name} gives, or let the server know of it"),
    );
    node.outlet.amend(|state| match state {
        State::Ready => Some(State::AuthExpiring {
            since: std::time::Instant::now(),
            last_error: error,
        }),
        _ => None,
    });
}
