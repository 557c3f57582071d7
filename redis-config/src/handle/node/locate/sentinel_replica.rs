//! Finds a replica to read from.

use crate::sync::{Mutex, RoundRobin};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::open_request::OpenRequest;
use crate::connect::sentinel::sentinels::Sentinels;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::random::fraction;

/// A replica that has lost its primary still answers, with data that gets older and older: the sentinels are asked about
/// it this often. They check it every 10 s (Redis 7.0, `SENTINEL_INFO_PERIOD`).
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

/// Which replica a node reads from.
#[derive(Debug)]
pub(crate) struct ReplicaLocator {
    sentinels: Arc<Sentinels>,
    /// The replica that the sockets go to.
    status: Mutex<Option<ReplicaStatus>>,
    /// Spreads instances over the replicas.
    round_robin: RoundRobin,
}

/// The replica in use, and when to ask about it.
#[derive(Debug)]
struct ReplicaStatus {
    server: ServerAddr,
    next_check: Instant,
}

impl ReplicaLocator {
    pub(crate) fn new(sentinels: Arc<Sentinels>) -> Self {
        Self {
            sentinels,
            status: Mutex::new(None),
            round_robin: RoundRobin::starting_at(RoundRobin::next_in_process()),
        }
    }

    /// Opens a socket to a replica that is up for the sentinels, and that reports itself as a replica.
    ///
    /// Cancel safe: nothing stays open.
    pub(crate) async fn open(&self, request: OpenRequest<'_>) -> Result<Socket, ConnectError> {
        let OpenRequest {
            target, deadline, ..
        } = request;
        let mut servers = self.sentinels.replicas(target, deadline).await?;
        let mut failure = None;
        if !servers.is_empty() {
            let first = self.round_robin.next() % servers.len();
            servers.rotate_left(first);
        }
        for (tried, server) in servers.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(servers.len() - tried).unwrap_or(1);
            let deadline = Instant::now() + share;
            let request = OpenRequest {
                deadline,
                ..request
            };
            match request.open_at(server).await {
                Ok(socket) => {
                    self.set(Some(server.clone()));
                    return Ok(socket);
                }
                Err(error) => failure = Some(error),
            }
        }
        self.set(None);
        Err(failure.unwrap_or_else(|| {
            target
                .error(
                    ConnectErrorKind::Server,
                    "the sentinels know no replica that is up and in sync",
                    "reads go to the primary meanwhile",
                )
                .transient()
        }))
    }

    /// Completes when the replica in use is no longer up and in sync for the sentinels. Cancel safe.
    pub(crate) async fn relocation_needed(&self, target: &Target) {
        loop {
            let Some(due) = self.status.lock().as_ref().map(|status| status.next_check) else {
                return std::future::pending().await;
            };
            sleep_until(due).await;
            let deadline = Instant::now() + target.settings.connect_timeout();
            let healthy = self.sentinels.replicas(target, deadline).await;
            let mut status = self.status.lock();
            let Some(status) = status.as_mut() else {
                continue;
            };
            status.next_check = next_check();
            // Without a sentinel that answers there is no reason to leave it.
            if healthy.is_ok_and(|servers| !servers.contains(&status.server)) {
                tracing::info!(
                    instance = target.settings.name(),
                    replica = %status.server.endpoint,
                    "redis replica is not in sync any more"
                );
                return;
            }
        }
    }

    pub(crate) fn server(&self) -> Option<ServerAddr> {
        let status = self.status.lock();
        status.as_ref().map(|status| status.server.clone())
    }

    fn set(&self, server: Option<ServerAddr>) {
        *self.status.lock() = server.map(|server| ReplicaStatus {
            server,
            next_check: next_check(),
        });
    }
}

/// Up to a quarter earlier, so that the processes of a fleet do not ask all at once.
fn next_check() -> Instant {
    Instant::now() + CHECK_INTERVAL.mul_f64(1.0 - 0.25 * fraction())
}
