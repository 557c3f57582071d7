//! Dedicated sockets: how many there may be, and which of them wait for their next use.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use redis::{RedisResult, Value};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use redis_config_rules::Setting;

use super::blocking::Wait;
use super::generation::Generation;
use super::loss;
use super::node::Node;
use super::reauth;
use super::request::Request;
use crate::connect::{Backoff, Link, Purpose, Wire};
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
    /// The sockets on which a command waits now.
    waiting: Mutex<Vec<Waiter>>,
    /// Counts the servers that the sockets went to, one after the other.
    era: AtomicU64,
    /// Sockets of an era before this one are given up, whatever waits on them.
    abandoned: watch::Sender<u64>,
}

/// A socket on which a command waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiter {
    /// The server's name for it.
    id: i64,
    era: u64,
    /// It does not move to the next generation.
    stays: bool,
}

impl Pool {
    pub(super) fn new(permits: Arc<Semaphore>) -> Self {
        Self {
            permits,
            idle: Mutex::new(Vec::new()),
            told: Arc::new(Notify::new()),
            waiting: Mutex::new(Vec::new()),
            era: AtomicU64::new(0),
            abandoned: watch::Sender::new(0),
        }
    }

    fn era(&self) -> u64 {
        self.era.load(Ordering::Acquire)
    }

    /// From now on sockets go to another server. Those that are idle are closed. Returns the era that is left.
    pub(super) fn leave(&self) -> u64 {
        let left = self.era.fetch_add(1, Ordering::AcqRel);
        self.clear();
        left
    }

    /// Ends what still waits on sockets of an era that was left.
    pub(super) fn abandon(&self, left: u64) {
        self.abandoned.send_if_modified(|before| {
            let later = *before <= left;
            *before = (*before).max(left + 1);
            later
        });
    }

    /// Completes when the sockets of an era are given up.
    async fn abandoned(&self, era: u64) {
        let mut abandoned = self.abandoned.subscribe();
        if abandoned.wait_for(|before| *before > era).await.is_err() {
            // Only without the pool, and this borrows it.
            std::future::pending::<()>().await;
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

    /// Keeps a socket, unless its server was left; `true` if it is the only one.
    fn put(&self, link: Link, era: u64) -> bool {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if era != self.era() {
            return false;
        }
        idle.push((Instant::now(), link));
        idle.len() == 1
    }

    /// Takes an idle socket for which this holds, to be put back; with a permit, for it counts as in use meanwhile.
    pub(super) fn take_idle(
        &self,
        wanted: impl Fn(&Link) -> bool,
    ) -> Option<(OwnedSemaphorePermit, (Instant, Link))> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let at = idle
            .iter()
            .position(|(_, link)| !link.is_lost() && wanted(link))?;
        Some((permit, idle.remove(at)))
    }

    /// Puts a socket back that was taken by `take_idle`.
    pub(super) fn put_back(&self, one: (Instant, Link)) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let at = idle.partition_point(|(since, _)| *since <= one.0);
        idle.insert(at, one);
    }

    /// Closes the sockets that were idle for long, and says when to look again.
    pub(super) fn prune(&self) -> Option<Instant> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(since, link)| since.elapsed() < IDLE_LIMIT && !link.is_lost());
        idle.first().map(|(since, _)| *since + IDLE_LIMIT)
    }

    /// Asks the server to give up what waits there and does not stay.
    pub(super) async fn release_waiting(&self, node: &Node, deadline: Instant) {
        let Some(link) = node.slots.iter().find_map(|slot| slot.link()) else {
            return;
        };
        self.release(&link, deadline, |waiter| !waiter.stays).await;
    }

    /// Asks a server that was left to give up what waits there: whoever waits does so in vain. What it does not give up
    /// may wait until the deadline.
    pub(super) async fn release_left(&self, left: u64, link: &Link, deadline: Instant) {
        let of_it = |waiter: &Waiter| waiter.era <= left;
        self.release(link, deadline, of_it).await;
        while !link.is_lost() && Instant::now() < deadline && self.has_waiting(of_it) {
            sleep(RELEASE_PAUSE).await;
        }
    }

    fn has_waiting(&self, which: impl FnMut(&Waiter) -> bool) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.iter().any(which)
    }

    /// Asks the server to give up what waits there, again until nothing does or the time is over: a command may be
    /// on its way.
    ///
    /// It is a courtesy: where the user may not, the commands wait to their end.
    async fn release(&self, link: &Link, deadline: Instant, which: impl Fn(&Waiter) -> bool) {
        loop {
            let waiting: Vec<Waiter> = {
                let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.iter().copied().filter(|one| which(one)).collect()
            };
            if waiting.is_empty() || Instant::now() >= deadline {
                return;
            }
            for waiter in waiting {
                let mut unblock = redis::cmd("CLIENT");
                unblock.arg("UNBLOCK").arg(waiter.id).arg("ERROR");
                let asked = link.wire();
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
    /// Which of the node's servers the socket goes to.
    era: u64,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    /// Takes an idle socket, or opens one once the server is there. Cancel safe.
    pub(super) async fn take(
        generation: &Arc<Generation>,
        deadline: Instant,
        stays: bool,
    ) -> Result<Self, ConnectError> {
        Self::at(generation, generation.node(), deadline, stays).await
    }

    /// The same, at one of the nodes of a cluster.
    pub(super) async fn at(
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        deadline: Instant,
        stays: bool,
    ) -> Result<Self, ConnectError> {
        let node = Arc::clone(node);
        let permits = Arc::clone(&node.pool.permits);
        let permit = match timeout_at(deadline, permits.acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(exhausted(&node)),
        };
        let mut era = node.pool.era();
        let link = match node.pool.take() {
            Some(link) => link,
            None => dial(&node, deadline, stays, &mut era).await?,
        };
        Ok(Self {
            link: Some(link),
            generation: Arc::clone(generation),
            node,
            era,
            _permit: permit,
        })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.node.target.settings
    }

    /// Whether the socket is one to this node.
    pub(super) fn is_at(&self, node: &Arc<Node>) -> bool {
        Arc::ptr_eq(&self.node, node)
    }

    pub(super) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Whether the socket is gone, or goes to a server that is no longer the right one.
    pub(super) fn is_lost(&self) -> bool {
        self.is_left() || self.link.as_ref().is_none_or(Link::is_lost)
    }

    /// Whether the node has moved to another server since.
    fn is_left(&self) -> bool {
        self.era != self.node.pool.era()
    }

    /// Keeps the socket for the next user. Only for one whose session nobody has changed.
    pub(super) fn give_back(mut self) {
        if let Some(link) = self.link.take()
            && !link.is_lost()
            && !self.generation.is_retired()
            && self.node.pool.put(link, self.era)
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
        // Between two commands; never inside a transaction, where it would become a part of it.
        if !stays && link.serial() != settings.login().serial() {
            reauth::freshen(&self.node, link).await;
        }
        let mut wire = link.wire();
        let written = link.written();
        let result: RedisResult<R::Reply> = match wait {
            None => request.send(&mut wire).await,
            Some(wait) => {
                let _patience = link.be_patient();
                let _waiting = Waiting::note(&self.node.pool, link, self.era, stays);
                // Noted first: from here on who leaves the generation, or the server, finds this one waiting.
                if (!stays && self.generation.is_retired()) || self.is_left() {
                    return Err(Broken::Unwritten);
                }
                let mut cut = CutUnlessDone(Some(link));
                let answer = pin!(request.send(&mut wire));
                let abandoned = pin!(self.node.pool.abandoned(self.era));
                let answer = select(answer, abandoned);
                let answered = match wait {
                    Wait::Unlimited => answer.await,
                    Wait::Limited(time) => {
                        let limit = time.saturating_add(settings.response_timeout());
                        match timeout(limit, answer).await {
                            Ok(answered) => answered,
                            Err(_) => return Err(Broken::Failed(loss::overdue(settings))),
                        }
                    }
                };
                let result = match answered {
                    Either::Left((result, _)) => result,
                    Either::Right(_) => return Err(Broken::Failed(loss::abandoned(settings))),
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
            Ok(reply)
                if R::is_unblocked(&reply)
                    && ((!stays && self.is_retired())
                        || self.has_moved(&reply, R::is_disowned)) =>
            {
                Err(Broken::Released(reply))
            }
            Ok(reply) => Ok(reply),
        }
    }

    /// Whether a command was given up since another server is the right one now.
    fn has_moved<T>(&self, reply: &T, is_disowned: impl Fn(&T) -> bool) -> bool {
        let locator = &self.node.locator;
        if self.is_left() {
            return true;
        }
        let disowned = locator.follows() && is_disowned(reply);
        if disowned {
            locator.suspect();
        }
        disowned
    }

    /// Whether its generation is no longer the current one.
    pub(super) fn is_retired(&self) -> bool {
        self.generation.is_retired()
    }
}

/// Keeps a socket known while a command waits there.
struct Waiting<'a>(&'a Pool, Option<Waiter>);

impl<'a> Waiting<'a> {
    fn note(pool: &'a Pool, link: &Link, era: u64, stays: bool) -> Self {
        let waiter = link.greeting.id.map(|id| Waiter { id, era, stays });
        let mut waiting = pool.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend(waiter);
        Self(pool, waiter)
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

async fn send_once(mut wire: Wire, command: &redis::Cmd) -> RedisResult<Value> {
    wire.send(command).await
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
async fn dial(
    node: &Arc<Node>,
    deadline: Instant,
    stays: bool,
    era: &mut u64,
) -> Result<Link, ConnectError> {
    let mut backoff = Backoff::new(&node.target.settings);
    loop {
        node.up(&node.slots[0], deadline, stays).await?;
        // Read before the server is looked up: read late, it would make a socket to the old server one to the next.
        *era = node.pool.era();
        let told = &node.pool.told;
        match node.open_alike(Purpose::Dedicated, deadline, told).await {
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
