//! Dedicated sockets: how many there may be, and which of them wait for their next use.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::{RedisResult, Value};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use redis_config_rules::Setting;

use super::blocking::Wait;
use super::generation::Generation;
use super::loss;
use super::node::Node;
use super::request::Request;
use crate::connect::{Backoff, Link, Purpose};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::Settings;

/// A dedicated socket that nobody has used for this long is closed.
pub(super) const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// Between two attempts to have the server give up what waits there.
const RELEASE_PAUSE: Duration = Duration::from_millis(20);

/// The dedicated sockets of a node.
#[derive(Debug)]
pub(super) struct Pool {
    /// One for each socket in use. A socket is opened only when none is idle, so there are never more than permits.
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<(Instant, Link)>>,
    /// Dedicated sockets have no one to tell of their end: the next user looks.
    told: Arc<Notify>,
    /// The server's names for the sockets on which a command waits now.
    waiting: Mutex<Vec<i64>>,
}

impl Pool {
    pub(super) fn new(size: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(size)),
            idle: Mutex::new(Vec::new()),
            told: Arc::new(Notify::new()),
            waiting: Mutex::new(Vec::new()),
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

    /// Asks the server to give up what waits there, again until nothing does or the time is over: a command may be
    /// on its way.
    ///
    /// It is a courtesy: where the user may not, the commands wait to their end.
    pub(super) async fn release_waiting(&self, node: &Node, deadline: Instant) {
        loop {
            let waiting = {
                let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.clone()
            };
            let link = node.slots.iter().find_map(|slot| slot.link());
            let (Some(link), false) = (link, waiting.is_empty() || Instant::now() >= deadline)
            else {
                return;
            };
            for id in waiting {
                let mut unblock = redis::cmd("CLIENT");
                unblock.arg("UNBLOCK").arg(id).arg("ERROR");
                let asked = link.mux.clone();
                let answer = timeout_at(deadline, send_once(asked, &unblock)).await;
                if !matches!(answer, Ok(Ok(Value::Int(_)))) {
                    return;
                }
            }
            sleep(RELEASE_PAUSE).await;
        }
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
pub(super) enum Broken<T> {
    /// Not a byte of it was written: it can be sent elsewhere.
    Unwritten,
    /// It cannot.
    Failed(redis::RedisError),
    /// A blocking command that the server gave up, since this generation was left or the server changed its role.
    /// Nothing was done. Holds the answer.
    Released(T),
}

/// A dedicated socket in use. Closed when dropped, unless it was given back.
#[derive(Debug)]
pub(super) struct Lease {
    link: Option<Link>,
    generation: Arc<Generation>,
    node: Arc<Node>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    /// Takes an idle socket, or opens one once the server is there. Cancel safe.
    pub(super) async fn take(
        generation: &Arc<Generation>,
        deadline: Instant,
        stays: bool,
    ) -> Result<Self, ConnectError> {
        let node = Arc::clone(generation.node());
        let permits = Arc::clone(&node.pool.permits);
        let permit = match timeout_at(deadline, permits.acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(exhausted(&node)),
        };
        let link = match node.pool.take() {
            Some(link) => link,
            None => dial(&node, deadline, stays).await?,
        };
        Ok(Self {
            link: Some(link),
            generation: Arc::clone(generation),
            node,
            _permit: permit,
        })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.node.target.settings
    }

    /// Whether the socket is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.link.as_ref().is_none_or(Link::is_lost)
    }

    /// Keeps the socket for the next user. Only for one whose session nobody has changed.
    pub(super) fn give_back(mut self) {
        if let Some(link) = self.link.take()
            && !link.is_lost()
            && !self.generation.is_retired()
            && self.node.pool.put(link)
        {
            // The supervisor closes it when nobody comes; of a second one it hears when it closes the first.
            self.node.told.notify_one();
        }
    }

    /// Sends one request. A blocking one that fails, is late, or is dropped takes the socket with it, so that the
    /// server forgets who waited. Who stays with a generation that was left does so to the end.
    pub(super) async fn send<R: Request>(
        &mut self,
        request: R,
        wait: Option<Wait>,
        stays: bool,
    ) -> Result<R::Reply, Broken<R::Reply>> {
        let settings = &self.node.target.settings;
        let Some(link) = &self.link else {
            return Err(Broken::Unwritten);
        };
        let mut mux = link.mux.clone();
        let written = link.written();
        let result: RedisResult<R::Reply> = match wait {
            None => request.send(&mut mux).await,
            Some(wait) => {
                let _patience = link.be_patient();
                let _waiting = (!stays).then(|| Waiting::note(&self.node.pool, link));
                // Noted first: from here on who leaves the generation finds this one waiting.
                if !stays && self.generation.is_retired() {
                    return Err(Broken::Unwritten);
                }
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
            Ok(reply) if !stays && self.is_retired() && R::is_unblocked(&reply) => {
                Err(Broken::Released(reply))
            }
            Ok(reply) => Ok(reply),
        }
    }

    /// Whether its generation is no longer the current one.
    pub(super) fn is_retired(&self) -> bool {
        self.generation.is_retired()
    }
}

/// Keeps the server's name for a socket known while a command waits there.
struct Waiting<'a>(&'a Pool, Option<i64>);

impl<'a> Waiting<'a> {
    fn note(pool: &'a Pool, link: &Link) -> Self {
        let id = link.greeting.id;
        let mut waiting = pool.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend(id);
        Self(pool, id)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waiting = self
            .0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|one| Some(*one) != self.1);
    }
}

async fn send_once(
    mut mux: redis::aio::MultiplexedConnection,
    command: &redis::Cmd,
) -> RedisResult<Value> {
    mux.send_packed_command(command).await
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
async fn dial(node: &Arc<Node>, deadline: Instant, stays: bool) -> Result<Link, ConnectError> {
    let mut backoff = Backoff::new(&node.target.settings);
    loop {
        node.up(&node.slots[0], deadline, stays).await?;
        let told = &node.pool.told;
        match node.open(Purpose::Dedicated, deadline, told).await {
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

fn exhausted(node: &Node) -> ConnectError {
    let target = &node.target;
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
