//! Finds the primary: asks the sentinels, and believes a server only when it says itself what it is.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::candidates::{Candidate, ReplicaView, rank};
use super::client::SentinelClient;
use super::error;
use super::error::ResolveError;
use super::sentinels::Sentinels;
use crate::connect::open::open;
use crate::connect::server::{ExpectedRole, ServerAddr, ServerKind};
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::ConnectError;

/// Sentinels that are asked at one time.
const WIDTH: usize = 5;
/// Once one has answered, the others have a few times as long as that took, between these two: one that is frozen
/// must not hold up the rest.
const MIN_GRACE: Duration = Duration::from_millis(10);
const MAX_GRACE: Duration = Duration::from_millis(100);

/// What the sentinels said.
struct Poll {
    views: Vec<ReplicaView>,
    troubles: Vec<ResolveError>,
}

impl Sentinels {
    /// Opens a socket to the primary: the first of the announced ones that says itself that it is one. If no sentinel
    /// answers, the last one is tried.
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
        told: &Arc<Notify>,
    ) -> Result<(ServerAddr, Socket), ConnectError> {
        let views = match self.ask(target, deadline).await {
            Ok(views) => views,
            Err(lost) => return self.open_last(target, purpose, told, lost).await,
        };
        let candidates = rank(&views);
        let mut refusal: Option<ConnectError> = None;
        for (tried, candidate) in candidates.iter().enumerate() {
            let place = resolve_primary(candidate);
            // One that is silent must not use up the time of those after it.
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(candidates.len() - tried).unwrap_or(1);
            match open(target, &place, purpose, Instant::now() + share, told).await {
                Ok(link) => {
                    self.remember(&place);
                    return Ok((place, link));
                }
                // The most believable one says most.
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        Err(match refusal {
            Some(refusal) => error::primary(target, refusal, &views),
            None => error::lost(target, &[]),
        })
    }

    /// With every sentinel away the last primary may still be one: it has to say so itself, as always. It has as long as
    /// an attempt has; a part of the caller's time went by with asking.
    async fn open_last(
        &self,
        target: &Target,
        purpose: Purpose,
        told: &Arc<Notify>,
        lost: ConnectError,
    ) -> Result<(ServerAddr, Socket), ConnectError> {
        let Some(place) = self.last().filter(|_| lost.is_transient()) else {
            return Err(lost);
        };
        let deadline = Instant::now() + target.settings.connect_timeout();
        match open(target, &place, purpose, deadline, told).await {
            Ok(link) => Ok((place, link)),
            Err(_) => Err(lost),
        }
    }

    /// Asks the sentinels, several at a time, until a majority agrees or those who can answer have done so.
    async fn ask(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<Vec<ReplicaView>, ConnectError> {
        let posts = self.posts();
        let majority = posts.len() / 2 + 1;
        let hearing = poll_sentinels(posts, majority, target, deadline).await;
        self.announce();
        if hearing.views.is_empty() {
            return Err(error::lost(target, &hearing.troubles));
        }
        Ok(hearing.views)
    }
}

async fn poll_sentinels(
    posts: Vec<Arc<SentinelClient>>,
    majority: usize,
    target: &Target,
    deadline: Instant,
) -> Poll {
    let started = Instant::now();
    let mut hearing = Poll {
        views: Vec::new(),
        troubles: Vec::new(),
    };
    let mut asked: Vec<Arc<SentinelClient>> = Vec::new();
    let mut posts = posts.into_iter();
    let mut asking = JoinSet::new();
    let mut until = deadline;
    loop {
        while asking.len() < WIDTH
            && let Some(post) = posts.next()
        {
            asked.push(Arc::clone(&post));
            let target = target.clone();
            asking.spawn(async move {
                let outcome = post.ask(&target, deadline).await;
                (post, outcome)
            });
        }
        match timeout_at(until, asking.join_next()).await {
            Ok(Some(Ok((post, outcome)))) => {
                asked.retain(|open| !Arc::ptr_eq(open, &post));
                match outcome {
                    Ok(view) => {
                        if hearing.views.is_empty() {
                            let grace = (started.elapsed() * 3).clamp(MIN_GRACE, MAX_GRACE);
                            until = deadline.min(Instant::now() + grace);
                        }
                        hearing.views.push(view);
                    }
                    Err(trouble) => hearing.troubles.push(trouble),
                }
                let agreed = rank(&hearing.views)
                    .first()
                    .is_some_and(|best| best.votes >= majority);
                let hopeless = !asked.iter().any(|open| open.is_promising());
                if agreed || (hopeless && !hearing.views.is_empty()) {
                    return hearing;
                }
            }
            // A task that was cancelled with its runtime.
            Ok(Some(Err(_))) => {}
            Ok(None) => return hearing,
            Err(_) => break,
        }
    }
    for open in asked {
        open.give_up();
        hearing.troubles.push(open.silent(target, "SENTINEL"));
    }
    hearing
}

fn resolve_primary(candidate: &Candidate) -> ServerAddr {
    ServerAddr {
        endpoint: candidate.endpoint.clone(),
        party: ServerKind::Data,
        wanted: ExpectedRole::Primary,
    }
}
