//! Finds the primary: asks the sentinels, then checks that the announced server reports the role itself.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::candidates::{PrimaryView, rank};
use super::client::SentinelClient;
use super::error::{self, ResolveError};
use super::sentinels::Sentinels;
use crate::connect::open::open;
use crate::connect::server::{ExpectedRole, ServerAddr};
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::ConnectError;

/// Sentinels that are pending at the same time.
const CONCURRENCY: usize = 5;
/// After the first reply, the other sentinels have three times as long as that took, within these limits. A frozen sentinel
/// must not delay the rest.
const MIN_GRACE: Duration = Duration::from_millis(10);
const MAX_GRACE: Duration = Duration::from_millis(100);

/// The outcome of asking the sentinels.
#[derive(Default)]
struct Poll {
    views: Vec<PrimaryView>,
    errors: Vec<ResolveError>,
}

impl Sentinels {
    /// Opens a socket to the primary: the first announced server that reports this role itself. If no sentinel replies, the
    /// last known primary is tried.
    ///
    /// Cancel safe: nothing stays open.
    ///
    /// # Errors
    ///
    /// No sentinel can be asked, none knows the name, or no announced server is up and a primary.
    pub(crate) async fn open(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        closed: &Arc<Notify>,
    ) -> Result<(ServerAddr, Socket), ConnectError> {
        let views = match self.ask(target, deadline).await {
            Ok(views) => views,
            Err(error) => return self.open_last(target, purpose, closed, error).await,
        };
        let candidates = rank(&views);
        let mut refusal: Option<ConnectError> = None;
        for (tried, candidate) in candidates.iter().enumerate() {
            let addr = ServerAddr::data_as(ExpectedRole::Primary, candidate.endpoint.clone());
            // A silent server must not use up the time of the next ones.
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(candidates.len() - tried).unwrap_or(1);
            match open(target, &addr, purpose, Instant::now() + share, closed).await {
                Ok(socket) => {
                    self.remember(&addr);
                    return Ok((addr, socket));
                }
                // The error of the most likely primary explains most.
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        Err(match refusal {
            Some(refusal) => error::primary(target, refusal, &views),
            None => error::no_reply(target, &[]),
        })
    }

    /// If no sentinel replies, the last primary may still be one. It must report that itself, as always. It gets the time of
    /// a whole attempt, since asking has used up a part of the caller's.
    async fn open_last(
        &self,
        target: &Target,
        purpose: Purpose,
        closed: &Arc<Notify>,
        error: ConnectError,
    ) -> Result<(ServerAddr, Socket), ConnectError> {
        let Some(addr) = self.last().filter(|_| error.is_transient()) else {
            return Err(error);
        };
        let deadline = Instant::now() + target.settings.connect_timeout();
        match open(target, &addr, purpose, deadline, closed).await {
            Ok(socket) => Ok((addr, socket)),
            Err(_) => Err(error),
        }
    }

    /// Asks the sentinels, several at a time, until a majority agrees or all that can reply have.
    async fn ask(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<Vec<PrimaryView>, ConnectError> {
        let clients = self.clients();
        let majority = clients.len() / 2 + 1;
        let poll = poll_sentinels(clients, majority, target, deadline).await;
        self.announce();
        if poll.views.is_empty() {
            return Err(error::no_reply(target, &poll.errors));
        }
        Ok(poll.views)
    }
}

async fn poll_sentinels(
    clients: Vec<Arc<SentinelClient>>,
    majority: usize,
    target: &Target,
    deadline: Instant,
) -> Poll {
    let started = Instant::now();
    let mut poll = Poll::default();
    let mut pending: Vec<Arc<SentinelClient>> = Vec::new();
    let mut clients = clients.into_iter();
    let mut asking = JoinSet::new();
    let mut until = deadline;
    loop {
        while asking.len() < CONCURRENCY
            && let Some(client) = clients.next()
        {
            pending.push(Arc::clone(&client));
            let target = target.clone();
            asking.spawn(async move {
                let outcome = client.ask(&target, deadline).await;
                (client, outcome)
            });
        }
        match timeout_at(until, asking.join_next()).await {
            Ok(Some(Ok((client, outcome)))) => {
                pending.retain(|other| !Arc::ptr_eq(other, &client));
                match outcome {
                    Ok(view) => {
                        if poll.views.is_empty() {
                            let grace = (started.elapsed() * 3).clamp(MIN_GRACE, MAX_GRACE);
                            until = deadline.min(Instant::now() + grace);
                        }
                        poll.views.push(view);
                    }
                    Err(error) => poll.errors.push(error),
                }
                let agreed = rank(&poll.views)
                    .first()
                    .is_some_and(|best| best.votes >= majority);
                let hopeless = !pending.iter().any(|client| client.is_promising());
                if agreed || (hopeless && !poll.views.is_empty()) {
                    return poll;
                }
            }
            // The task was cancelled with its runtime.
            Ok(Some(Err(_))) => {}
            Ok(None) => return poll,
            Err(_) => break,
        }
    }
    for client in pending {
        client.mark_failed();
        poll.errors.push(client.silent(target, "SENTINEL"));
    }
    poll
}
