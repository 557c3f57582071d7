//! The dedicated sockets of a node: how many there may be, which wait for their next use, and on which a command waits.

use crate::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use redis::Value;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout_at};

use crate::connect::socket::socket::Socket;

/// A dedicated socket that nobody has used for this long is closed.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// Between two attempts to have the server give up what waits there.
const RELEASE_PAUSE: Duration = Duration::from_millis(20);

/// The dedicated sockets of a node.
#[derive(Debug)]
pub(crate) struct DedicatedPool {
    /// One for each socket in use. A socket is opened only when none is idle, so there are never more than permits.
    pub(crate) permits: Arc<Semaphore>,
    idle: Mutex<Idle>,
    /// Mirrors that of `idle`, for those who look before each command.
    era: AtomicU64,
    /// Dedicated sockets have no one to tell of their end: the next user looks.
    pub(crate) told: Arc<Notify>,
    /// The sockets on which a command waits now.
    waiting: Mutex<Vec<Waiter>>,
    given_up: watch::Sender<GivenUp>,
}

/// The sockets that wait for their next use. All of them go to the server of this era.
#[derive(Debug, Default)]
struct Idle {
    /// Counts the servers that the sockets went to, one after the other.
    era: u64,
    /// None is kept any more.
    shut: bool,
    links: Vec<(Instant, Socket)>,
}

/// A socket on which a command waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiter {
    /// The server's name for it, if it has said it.
    id: Option<i64>,
    era: u64,
    /// It does not move to the next generation.
    stays: bool,
}

/// Whose wait is over, whatever the server does.
#[derive(Clone, Copy, Debug, Default)]
struct GivenUp {
    /// On sockets of an era before this one.
    before: u64,
    /// Of everybody who does not stay.
    movers: bool,
}

impl DedicatedPool {
    pub(crate) fn new(permits: Arc<Semaphore>) -> Self {
        Self {
            permits,
            idle: Mutex::default(),
            era: AtomicU64::new(0),
            told: Arc::new(Notify::new()),
            waiting: Mutex::default(),
            given_up: watch::Sender::default(),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock()
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiter>> {
        self.waiting.lock()
    }

    /// Which server sockets go to now.
    pub(crate) fn era(&self) -> u64 {
        self.era.load(Ordering::Acquire)
    }

    /// From now on sockets go to another server. Those that are idle are closed. Returns the era that is left.
    pub(crate) fn leave(&self) -> u64 {
        let mut idle = self.idle();
        let left = idle.era;
        idle.era += 1;
        self.era.store(idle.era, Ordering::Release);
        idle.links.clear();
        left
    }

    /// Closes the idle sockets, and keeps none from now on.
    pub(crate) fn shut(&self) {
        let mut idle = self.idle();
        idle.shut = true;
        idle.links.clear();
    }

    /// The socket that was used last, of those that are still of use; and the era of now. What is not is closed.
    pub(crate) fn take(&self, is_of_use: impl Fn(&Socket) -> bool) -> (Option<Socket>, u64) {
        let mut idle = self.idle();
        while let Some((_, link)) = idle.links.pop() {
            if is_of_use(&link) {
                return (Some(link), idle.era);
            }
        }
        (None, idle.era)
    }

    /// Keeps a socket, unless its server was left; `true` if it is the only one.
    pub(crate) fn put(&self, link: Socket, era: u64) -> bool {
        let mut idle = self.idle();
        if idle.shut || era != idle.era {
            return false;
        }
        idle.links.push((Instant::now(), link));
        idle.links.len() == 1
    }

    /// Closes the sockets that were idle for long or are of no use any more, and says when to look again.
    pub(crate) fn prune(&self, is_of_use: impl Fn(&Socket) -> bool) -> Option<Instant> {
        let mut idle = self.idle();
        idle.links
            .retain(|(since, link)| since.elapsed() < IDLE_LIMIT && is_of_use(link));
        idle.links.first().map(|(since, _)| *since + IDLE_LIMIT)
    }

    /// Notes that a command waits on a socket, until the guard is dropped.
    pub(crate) fn note(&self, id: Option<i64>, era: u64, stays: bool) -> Waiting<'_> {
        let waiter = Waiter { id, era, stays };
        self.waiting().push(waiter);
        Waiting(self, waiter)
    }

    /// Completes when the wait of such a socket is given up.
    pub(crate) async fn given_up(&self, era: u64, stays: bool) {
        let mut given_up = self.given_up.subscribe();
        let over = |now: &GivenUp| now.before > era || (now.movers && !stays);
        if given_up.wait_for(over).await.is_err() {
            // Only without the pool, and this borrows it.
            std::future::pending::<()>().await;
        }
    }

    /// Has the server let go of what waits there and does not stay; gives up what it does not let go of in time.
    pub(crate) async fn see_off_movers(&self, link: Option<&Socket>, deadline: Instant) {
        self.release(link, deadline, |waiter| !waiter.stays).await;
        self.given_up.send_modify(|now| now.movers = true);
    }

    /// The same for everything that waits at a server that was left: whoever waits does so in vain.
    pub(crate) async fn see_off_left(&self, left: u64, link: Option<&Socket>, deadline: Instant) {
        self.release(link, deadline, |waiter| waiter.era <= left)
            .await;
        self.given_up
            .send_modify(|now| now.before = now.before.max(left + 1));
    }

    /// Asks the server to give up what waits there, again and again: a command may be on its way. Returns when nothing
    /// waits there, or at the deadline.
    ///
    /// Asking is a courtesy, for which the user may lack the right.
    async fn release(
        &self,
        link: Option<&Socket>,
        deadline: Instant,
        which: impl Fn(&Waiter) -> bool,
    ) {
        let mut ask = link.filter(|link| !link.is_lost());
        loop {
            let waiting: Vec<Waiter> = self
                .waiting()
                .iter()
                .copied()
                .filter(|one| which(one))
                .collect();
            if waiting.is_empty() || Instant::now() >= deadline {
                return;
            }
            for id in waiting.iter().filter_map(|waiter| waiter.id) {
                let Some(link) = ask else { break };
                let mut unblock = redis::cmd("CLIENT");
                unblock.arg("UNBLOCK").arg(id).arg("ERROR");
                let mut wire = link.sender();
                match timeout_at(deadline, wire.send(&unblock)).await {
                    Ok(Ok(Value::Int(_))) => {}
                    // It may not, or there is nobody to ask.
                    _ => ask = None,
                }
            }
            sleep(RELEASE_PAUSE).await;
        }
    }
}

/// A command waits on a socket for as long as this lives.
#[derive(Debug)]
pub(crate) struct Waiting<'a>(&'a DedicatedPool, Waiter);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting();
        if let Some(place) = waiting.iter().position(|one| *one == self.1) {
            waiting.swap_remove(place);
        }
    }
}
