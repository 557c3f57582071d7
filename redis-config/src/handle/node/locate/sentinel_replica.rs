//! Finds a replica to read from.

use crate::sync::{Mutex, RoundRobin};
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::connect;
use crate::connect::sentinel::sentinels::Sentinels;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::random::fraction;

/// A replica that has lost its primary answers, and what it answers is as old as that: sentinels are asked about it this
/// often. They ask themselves every 10 s (Redis 7.0, `SENTINEL_INFO_PERIOD`).
const LOOK: Duration = Duration::from_secs(5);

/// Which replica a node reads from.
#[derive(Debug)]
pub(crate) struct ReplicaLocator {
    directory: Arc<Sentinels>,
    /// The one that the sockets go to.
    standing: Mutex<Option<ReplicaStatus>>,
    /// Instances take equal replicas in turn.
    turn: RoundRobin,
}

/// The replica in use, and when to ask about it.
#[derive(Debug)]
struct ReplicaStatus {
    place: ServerAddr,
    look: Instant,
}

impl ReplicaLocator {
    pub(crate) fn new(directory: Arc<Sentinels>) -> Self {
        Self {
            directory,
            standing: Mutex::new(None),
            turn: RoundRobin::starting_at(RoundRobin::next_in_process()),
        }
    }

    /// Opens a socket to a replica that the sentinels hold for up, and that says itself that it is one.
    ///
    /// Cancel safe: nothing stays open.
    pub(crate) async fn open(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Socket, ConnectError> {
        let mut places = self.directory.replicas(target, deadline).await?;
        let mut refusal = None;
        if !places.is_empty() {
            let first = self.turn.next() % places.len();
            places.rotate_left(first);
        }
        for (tried, place) in places.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(places.len() - tried).unwrap_or(1);
            let until = Instant::now() + share;
            match connect::open::open(target, place, purpose, until, told).await {
                Ok(link) => {
                    self.settle(Some(place.clone()));
                    return Ok(link);
                }
                Err(error) => refusal = Some(error),
            }
        }
        self.settle(None);
        Err(refusal.unwrap_or_else(|| {
            target
                .error(
                    ConnectErrorKind::Server,
                    "the sentinels know no replica that is up and in sync",
                    "reads go to the primary meanwhile",
                )
                .transient()
        }))
    }

    /// Opens one more socket to the same replica. Cancel safe: nothing stays open.
    pub(crate) async fn open_alike(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Socket, ConnectError> {
        match self.place() {
            Some(place) => connect::open::open(target, &place, purpose, deadline, told).await,
            None => self.open(target, purpose, deadline, told).await,
        }
    }

    /// Completes when the sentinels no longer hold the replica in use for one that is up and in sync. Cancel safe.
    pub(crate) async fn astray(&self, target: &Target) {
        loop {
            let Some(due) = self.standing().as_ref().map(|standing| standing.look) else {
                return std::future::pending().await;
            };
            sleep_until(due).await;
            let deadline = Instant::now() + target.settings.connect_timeout();
            let healthy = self.directory.replicas(target, deadline).await;
            let mut standing = self.standing();
            let Some(standing) = standing.as_mut() else {
                continue;
            };
            standing.look = next_look();
            // Nobody to ask is no reason to leave it.
            if healthy.is_ok_and(|places| !places.contains(&standing.place)) {
                tracing::info!(
                    instance = target.settings.name(),
                    replica = %standing.place.endpoint,
                    "redis replica is not in sync any more"
                );
                return;
            }
        }
    }

    pub(crate) fn place(&self) -> Option<ServerAddr> {
        let standing = self.standing();
        standing.as_ref().map(|standing| standing.place.clone())
    }

    fn settle(&self, place: Option<ServerAddr>) {
        *self.standing() = place.map(|place| ReplicaStatus {
            place,
            look: next_look(),
        });
    }

    fn standing(&self) -> MutexGuard<'_, Option<ReplicaStatus>> {
        self.standing.lock()
    }
}

/// Up to a quarter sooner, so that a fleet does not ask at one moment.
fn next_look() -> Instant {
    Instant::now() + LOOK.mul_f64(1.0 - 0.25 * fraction())
}
