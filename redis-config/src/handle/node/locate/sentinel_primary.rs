//! Follows the primary that the sentinels name.

use crate::sync::Mutex;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::locator::Relocation;
use super::sentinel_replica::ReplicaLocator;
use crate::connect;
use crate::connect::sentinel::monitor::watch;
use crate::connect::sentinel::sentinels::{Announced, Sentinels};
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::ConnectError;

/// Pauses between looks at an announced primary that proves to be none, or is not to be reached: a sentinel that lies,
/// or whose network is another one, can go on like that for long.
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LAST_LOOK: Duration = Duration::from_secs(10);

/// Where a node is, and where the sentinels say that its primary is.
#[derive(Debug)]
pub(crate) struct PrimaryLocator {
    directory: Arc<Sentinels>,
    /// The server that the sockets go to: it has proved to be the primary.
    place: Mutex<Option<ServerAddr>>,
    /// An announcement that came to nothing, and when to look again.
    vain: Mutex<Option<FailedLookups>>,
    /// A server that took our writes no longer does.
    demoted: Notify,
}

#[derive(Debug)]
struct FailedLookups {
    announced: Announced,
    pause: Duration,
    again: Instant,
}

impl PrimaryLocator {
    pub(crate) fn new(target: &Target) -> Self {
        Self {
            directory: Arc::new(Sentinels::new(target)),
            place: Mutex::new(None),
            vain: Mutex::new(None),
            demoted: Notify::new(),
        }
    }

    /// What finds the replicas of this primary.
    pub(crate) fn reader(&self) -> ReplicaLocator {
        ReplicaLocator::new(Arc::clone(&self.directory))
    }

    /// Opens a socket to the primary, wherever it is now; `true` if that is another server than before.
    ///
    /// Cancel safe: nothing stays open.
    pub(crate) async fn open(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<(Socket, bool), ConnectError> {
        let opened = self.directory.open(target, purpose, deadline, told).await;
        let result = opened.map(|(place, link)| {
            let mut known = self.place.lock();
            let moved = known.as_ref().is_some_and(|known| *known != place);
            if moved {
                tracing::info!(
                    instance = target.settings.name(),
                    primary = %place.endpoint,
                    "redis primary moved"
                );
            }
            *known = Some(place);
            (link, moved)
        });
        // What was said of the server before.
        let _ = self.demoted.notified().now_or_never();
        self.note_vain();
        result
    }

    /// Opens one more socket to where the node is. Cancel safe: nothing stays open.
    pub(crate) async fn open_alike(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Socket, ConnectError> {
        match self.place() {
            Some(place) => connect::open::open(target, &place, purpose, deadline, told).await,
            None => {
                let (link, _) = self.open(target, purpose, deadline, told).await?;
                Ok(link)
            }
        }
    }

    /// The server that the sockets go to.
    pub(crate) fn place(&self) -> Option<ServerAddr> {
        self.place.lock().clone()
    }

    /// The server says that it takes no writes.
    pub(crate) fn suspect(&self) {
        self.demoted.notify_one();
    }

    /// Completes when the sentinels name another server, or the one in use says that it takes no writes.
    ///
    /// Cancel safe.
    pub(crate) async fn astray(&self) -> Relocation {
        let mut news = self.directory.announced();
        loop {
            let announced = news.borrow_and_update().clone();
            let due = announced.and_then(|announced| self.due(&announced));
            let turn = match due {
                Some(due) => {
                    let look = pin!(sleep_until(due));
                    let changed = pin!(news.changed());
                    let either =
                        pin!(async { matches!(select(look, changed).await, Either::Left(_)) });
                    match select(either, pin!(self.demoted.notified())).await {
                        Either::Left((true, _)) => Some(Relocation::Elsewhere),
                        Either::Left((false, _)) => None,
                        Either::Right(_) => Some(Relocation::Demoted),
                    }
                }
                None => {
                    let changed = pin!(news.changed());
                    match select(changed, pin!(self.demoted.notified())).await {
                        Either::Left(_) => None,
                        Either::Right(_) => Some(Relocation::Demoted),
                    }
                }
            };
            if let Some(sign) = turn {
                return sign;
            }
        }
    }

    /// When to look at an announced server; `None` if it is the one in use.
    fn due(&self, announced: &Announced) -> Option<Instant> {
        let place = self.place.lock();
        if place
            .as_ref()
            .is_some_and(|place| place.endpoint == announced.endpoint)
        {
            return None;
        }
        let vain = self.vain.lock();
        let again = vain.as_ref().filter(|vain| vain.announced == *announced);
        Some(again.map_or_else(Instant::now, |vain| vain.again))
    }

    /// After a look: the announced server is still another one than the one in use, so the next look has time.
    fn note_vain(&self) {
        let announced = self.directory.announced().borrow().clone();
        let place = self.place().map(|place| place.endpoint);
        let mut vain = self.vain.lock();
        *vain = match announced {
            Some(announced) if Some(&announced.endpoint) != place.as_ref() => {
                let pause = match vain.take() {
                    Some(before) if before.announced == announced => {
                        (before.pause * 2).min(LAST_LOOK)
                    }
                    _ => FIRST_LOOK,
                };
                Some(FailedLookups {
                    announced,
                    pause,
                    again: Instant::now() + pause,
                })
            }
            _ => None,
        };
    }

    /// No sentinel is to be asked any more.
    pub(crate) fn close(&self) {
        self.directory.close();
    }

    /// What has to run as long as the node is in use; dropping it ends it.
    pub(crate) fn attend(&self, target: &Target) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        tasks.spawn(watch(Arc::clone(&self.directory), target.clone()));
        tasks
    }
}
