//! Follows the primary that the sentinels announce.

use crate::sync::Mutex;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::open_request::OpenRequest;
use super::relocation::Relocation;
use super::sentinel_replica::ReplicaLocator;
use crate::connect::sentinel::monitor::watch;
use crate::connect::sentinel::sentinels::{Announced, Sentinels};
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::ConnectError;

/// Pauses between attempts at an announced primary that turns out to be none, or cannot be reached: a sentinel with a
/// wrong view, or in another network, may announce it for a long time.
const FIRST_RETRY: Duration = Duration::from_millis(20);
const LAST_RETRY: Duration = Duration::from_secs(10);

/// The primary in use, and the one that the sentinels announce.
#[derive(Debug)]
pub(crate) struct PrimaryLocator {
    sentinels: Arc<Sentinels>,
    /// The server that the sockets go to: its role was checked.
    server: Mutex<Option<ServerAddr>>,
    /// An announcement that led to no primary, and when to try it again.
    failed: Mutex<Option<FailedLookups>>,
    /// The server in use refused a write.
    demoted: Notify,
}

#[derive(Debug)]
struct FailedLookups {
    announced: Announced,
    pause: Duration,
    retry_at: Instant,
}

impl PrimaryLocator {
    pub(crate) fn new(target: &Target) -> Self {
        Self {
            sentinels: Arc::new(Sentinels::new(target)),
            server: Mutex::new(None),
            failed: Mutex::new(None),
            demoted: Notify::new(),
        }
    }

    /// Finds the replicas of this primary, with the same sentinels.
    pub(crate) fn replica(&self) -> ReplicaLocator {
        ReplicaLocator::new(Arc::clone(&self.sentinels))
    }

    /// Opens a socket to the primary, wherever it is now; `true` if that is another server than before.
    ///
    /// Cancel safe: nothing stays open.
    pub(crate) async fn open(
        &self,
        request: OpenRequest<'_>,
    ) -> Result<(Socket, bool), ConnectError> {
        let OpenRequest {
            target,
            purpose,
            deadline,
            on_end,
        } = request;
        let opened = self.sentinels.open(target, purpose, deadline, on_end).await;
        let result = opened.map(|(server, socket)| {
            let mut known = self.server.lock();
            let moved = known.as_ref().is_some_and(|known| *known != server);
            if moved {
                tracing::info!(
                    instance = target.settings.name(),
                    primary = %server.endpoint,
                    "redis primary moved"
                );
            }
            *known = Some(server);
            (socket, moved)
        });
        // A demotion that was reported before this concerned the server before.
        let _ = self.demoted.notified().now_or_never();
        self.note_failed_lookup();
        result
    }

    /// The server that the sockets go to.
    pub(crate) fn server(&self) -> Option<ServerAddr> {
        self.server.lock().clone()
    }

    /// The server in use has refused a write.
    pub(crate) fn suspect_demotion(&self) {
        self.demoted.notify_one();
    }

    /// Completes when the sentinels announce another server, or the one in use has refused a write.
    ///
    /// Cancel safe.
    pub(crate) async fn relocation_needed(&self) -> Relocation {
        let mut news = self.sentinels.announced();
        loop {
            let announced = news.borrow_and_update().clone();
            let due = announced.and_then(|announced| self.due(&announced));
            let due = pin!(async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => pending().await,
                }
            });
            let changed = pin!(news.changed());
            match select(select(due, changed), pin!(self.demoted.notified())).await {
                Either::Left((Either::Left(_), _)) => return Relocation::Elsewhere,
                Either::Left((Either::Right(_), _)) => {}
                Either::Right(_) => return Relocation::Demoted,
            }
        }
    }

    /// When to try an announced server; `None` if it is the one in use.
    fn due(&self, announced: &Announced) -> Option<Instant> {
        let server = self.server.lock();
        if server
            .as_ref()
            .is_some_and(|server| server.endpoint == announced.endpoint)
        {
            return None;
        }
        let failed = self.failed.lock();
        let before = failed.as_ref().filter(|one| one.announced == *announced);
        Some(before.map_or_else(Instant::now, |before| before.retry_at))
    }

    /// After an attempt: if the announced server is still not the one in use, the next attempt has time.
    fn note_failed_lookup(&self) {
        let announced = self.sentinels.announced().borrow().clone();
        let server = self.server().map(|server| server.endpoint);
        let mut failed = self.failed.lock();
        *failed = match announced {
            Some(announced) if Some(&announced.endpoint) != server.as_ref() => {
                let pause = match failed.take() {
                    Some(before) if before.announced == announced => {
                        (before.pause * 2).min(LAST_RETRY)
                    }
                    _ => FIRST_RETRY,
                };
                Some(FailedLookups {
                    announced,
                    pause,
                    retry_at: Instant::now() + pause,
                })
            }
            _ => None,
        };
    }

    /// Closes the connections to the sentinels.
    pub(crate) fn close(&self) {
        self.sentinels.close();
    }

    /// Starts the task that listens to the sentinels; dropping the set ends it.
    pub(crate) fn start_monitors(&self, target: &Target) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        tasks.spawn(watch(Arc::clone(&self.sentinels), target.clone()));
        tasks
    }
}
