//! Dedicated sockets: how many there may be, and which of them wait for their next use.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::RedisResult;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use redis_config_rules::Setting;

use super::blocking::Wait;
use super::instance::Shared;
use super::loss;
use super::request::Request;
use crate::connect::{self, Backoff, Link, Purpose};
use crate::error::{ConnectError, ConnectErrorKind};

/// A dedicated socket that nobody has used for this long is closed.
pub(super) const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// The dedicated sockets of an instance.
#[derive(Debug)]
pub(super) struct Pool {
    /// One for each socket in use. A socket is opened only when none is idle, so there are never more than permits.
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<(Instant, Link)>>,
    /// Dedicated sockets have no one to tell of their end: the next user looks.
    told: Arc<Notify>,
}

impl Pool {
    pub(super) fn new(size: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(size)),
            idle: Mutex::new(Vec::new()),
            told: Arc::new(Notify::new()),
        }
    }

    fn take(&self) -> Option<Link> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((_, link)) = idle.pop() {
            if !link.is_lost() {
                return Some(link);
            }
        }
        None
    }

    /// Keeps a socket; `true` if it is the only one.
    fn put(&self, link: Link) -> bool {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((Instant::now(), link));
        idle.len() == 1
    }

    /// Closes the sockets that were idle for long, and says when to look again.
    pub(super) fn prune(&self) -> Option<Instant> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(since, link)| since.elapsed() < IDLE_LIMIT && !link.is_lost());
        idle.first().map(|(since, _)| *since + IDLE_LIMIT)
    }

    /// Closes the idle sockets.
    pub(super) fn clear(&self) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// How a request on a dedicated socket went wrong.
pub(super) enum Broken {
    /// Not a byte of it was written: it can be sent elsewhere.
    Unwritten,
    /// It cannot.
    Failed(redis::RedisError),
}

/// A dedicated socket in use. Closed when dropped, unless it was given back.
#[derive(Debug)]
pub(super) struct Lease {
    link: Option<Link>,
    shared: Arc<Shared>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    /// Takes an idle socket, or opens one once the server is there. Cancel safe.
    pub(super) async fn take(
        shared: &Arc<Shared>,
        deadline: Instant,
    ) -> Result<Self, ConnectError> {
        let permits = Arc::clone(&shared.pool.permits);
        let permit = match timeout_at(deadline, permits.acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(exhausted(shared)),
        };
        let link = match shared.pool.take() {
            Some(link) => link,
            None => dial(shared, deadline).await?,
        };
        Ok(Self {
            link: Some(link),
            shared: Arc::clone(shared),
            _permit: permit,
        })
    }

    /// Whether the socket is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.link.as_ref().is_none_or(Link::is_lost)
    }

    /// Keeps the socket for the next user. Only for one whose session nobody has changed.
    pub(super) fn give_back(mut self) {
        if let Some(link) = self.link.take()
            && !link.is_lost()
            && self.shared.pool.put(link)
        {
            // The supervisor closes it when nobody comes; of a second one it hears when it closes the first.
            self.shared.told.notify_one();
        }
    }

    /// Sends one request. A blocking one that fails, is late, or is dropped takes the socket with it, so that the
    /// server forgets who waited.
    pub(super) async fn send<R: Request>(
        &mut self,
        request: R,
        wait: Option<Wait>,
    ) -> Result<R::Reply, Broken> {
        let settings = &self.shared.target.settings;
        let Some(link) = &self.link else {
            return Err(Broken::Unwritten);
        };
        let mut mux = link.mux.clone();
        let written = link.written();
        let result: RedisResult<R::Reply> = match wait {
            None => request.send(&mut mux).await,
            Some(wait) => {
                let _patience = link.be_patient();
                let mut cut = CutUnlessDone(Some(link));
                let answer = request.send(&mut mux);
                let result = match wait {
                    Wait::Unlimited => answer.await,
                    Wait::Limited(time) => {
                        let limit = time.saturating_add(settings.response_timeout());
                        match timeout(limit, answer).await {
                            Ok(result) => result,
                            Err(_) => return Err(Broken::Failed(loss::overdue(settings))),
                        }
                    }
                };
                cut.0 = None;
                result
            }
        };
        match result {
            Err(error) if loss::is_loss(&error) => {
                if link.written() == written {
                    Err(Broken::Unwritten)
                } else {
                    Err(Broken::Failed(loss::unknown(settings, link.lost(), &error)))
                }
            }
            Err(error) => Err(Broken::Failed(error)),
            Ok(reply) => Ok(reply),
        }
    }
}

/// Cuts the socket of a blocking command that did not come to its end.
struct CutUnlessDone<'a>(Option<&'a Link>);

impl Drop for CutUnlessDone<'_> {
    fn drop(&mut self) {
        if let Some(link) = self.0 {
            link.cut();
        }
    }
}

/// Opens a socket. Nothing is tried before the supervisor has reached the server, so an outage costs the same number
/// of attempts however many callers wait.
async fn dial(shared: &Arc<Shared>, deadline: Instant) -> Result<Link, ConnectError> {
    let mut backoff = Backoff::new(&shared.target.settings);
    loop {
        shared.up(&shared.slots[0], deadline).await?;
        let told = &shared.pool.told;
        match connect::open(
            &shared.target,
            &shared.place,
            Purpose::Dedicated,
            deadline,
            told,
        )
        .await
        {
            Ok(link) => return Ok(link),
            Err(error) => {
                let pause = backoff.next_delay();
                if !error.is_transient() || Instant::now() + pause >= deadline {
                    return Err(error);
                }
                sleep(pause).await;
            }
        }
    }
}

fn exhausted(shared: &Shared) -> ConnectError {
    let target = &shared.target;
    target.error(
        ConnectErrorKind::Timeout,
        format!(
            "all {} dedicated connections are in use",
            target.settings.dedicated_connections()
        ),
        format!(
            "drop one, or raise {}; blocking commands on a shared connection use them too",
            target.naming(Setting::DedicatedConnections)
        ),
    )
}
