//! The dedicated sockets of a node: idle ones for the next user, and those on which a blocking command waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::Value;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout_at};

use crate::connect::socket::socket::Socket;
use crate::sync::Mutex;

/// A dedicated socket that was idle for this long is closed.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// Between two rounds of `CLIENT UNBLOCK`.
const UNBLOCK_PAUSE: Duration = Duration::from_millis(20);

/// The dedicated sockets of a node.
///
/// An *era* is the time in which the node's sockets go to one server. When the server changes, the next era begins: idle
/// sockets of the era before are closed, those in use are not taken back, and the blocking commands on them are unblocked,
/// because nothing arrives at a demoted server.
#[derive(Debug)]
pub(crate) struct DedicatedPool {
    /// One for each socket in use. A socket is opened only when none is idle, so there are never more than permits.
    pub(crate) permits: Arc<Semaphore>,
    idle: Mutex<Idle>,
    /// A copy of the era in `idle`, to be read without the lock before each command.
    era: AtomicU64,
    /// Notified when a dedicated socket ends. Nothing waits for it: the next user checks the socket.
    pub(crate) on_end: Arc<Notify>,
    /// The sockets on which a command waits now.
    waiting: Mutex<Vec<Waiter>>,
    abandoned: watch::Sender<Abandoned>,
}

/// The sockets that wait for their next use. All of them go to the server of this era.
#[derive(Debug, Default)]
struct Idle {
    era: u64,
    /// No socket is kept any more.
    closed: bool,
    sockets: Vec<(Instant, Socket)>,
}

/// A socket on which a command waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiter {
    /// Its client id at the server, if known.
    id: Option<i64>,
    era: u64,
    /// It does not move to the next generation.
    pinned: bool,
}

/// Which blocking commands fail now because the server did not unblock them in time.
#[derive(Clone, Copy, Debug, Default)]
struct Abandoned {
    /// Those of an era before this one.
    before_era: u64,
    /// Those that are not pinned to their generation.
    unpinned: bool,
}

impl DedicatedPool {
    pub(crate) fn new(permits: Arc<Semaphore>) -> Self {
        Self {
            permits,
            idle: Mutex::default(),
            era: AtomicU64::new(0),
            on_end: Arc::new(Notify::new()),
            waiting: Mutex::default(),
            abandoned: watch::Sender::default(),
        }
    }

    pub(crate) fn era(&self) -> u64 {
        self.era.load(Ordering::Acquire)
    }

    /// From now on sockets go to another server. Closes the idle ones, and returns the era that ends.
    pub(crate) fn next_era(&self) -> u64 {
        let mut idle = self.idle.lock();
        let left = idle.era;
        idle.era += 1;
        self.era.store(idle.era, Ordering::Release);
        idle.sockets.clear();
        left
    }

    /// Closes the idle sockets, and keeps none from now on.
    pub(crate) fn close(&self) {
        let mut idle = self.idle.lock();
        idle.closed = true;
        idle.sockets.clear();
    }

    /// The usable socket that was used last, and the era of now. Closes those that are not usable.
    pub(crate) fn take(&self, is_usable: impl Fn(&Socket) -> bool) -> (Option<Socket>, u64) {
        let mut idle = self.idle.lock();
        while let Some((_, socket)) = idle.sockets.pop() {
            if is_usable(&socket) {
                return (Some(socket), idle.era);
            }
        }
        (None, idle.era)
    }

    /// Keeps a socket, unless its era is over; `true` if it is the only one.
    pub(crate) fn put(&self, socket: Socket, era: u64) -> bool {
        let mut idle = self.idle.lock();
        if idle.closed || era != idle.era {
            return false;
        }
        idle.sockets.push((Instant::now(), socket));
        idle.sockets.len() == 1
    }

    /// Closes the sockets that were idle for long or are no longer usable, and returns when to call this again.
    pub(crate) fn prune(&self, is_usable: impl Fn(&Socket) -> bool) -> Option<Instant> {
        let mut idle = self.idle.lock();
        idle.sockets
            .retain(|(since, socket)| since.elapsed() < IDLE_LIMIT && is_usable(socket));
        idle.sockets.first().map(|(since, _)| *since + IDLE_LIMIT)
    }

    /// Registers a command that waits on a socket, until the guard is dropped.
    pub(crate) fn register_wait(&self, id: Option<i64>, era: u64, pinned: bool) -> WaitGuard<'_> {
        let waiter = Waiter { id, era, pinned };
        self.waiting.lock().push(waiter);
        WaitGuard(self, waiter)
    }

    /// Completes when a command that waits on such a socket has to fail, although the server has not unblocked it.
    pub(crate) async fn abandoned(&self, era: u64, pinned: bool) {
        let mut abandoned = self.abandoned.subscribe();
        let over = |now: &Abandoned| now.before_era > era || (now.unpinned && !pinned);
        if abandoned.wait_for(over).await.is_err() {
            // Only without the pool, and this borrows it.
            std::future::pending::<()>().await;
        }
    }

    /// Unblocks the waiting commands that are not pinned; abandons those that still wait at the deadline.
    pub(crate) async fn unblock_unpinned(&self, socket: Option<&Socket>, deadline: Instant) {
        self.unblock(socket, deadline, |waiter| !waiter.pinned)
            .await;
        self.abandoned.send_modify(|now| now.unpinned = true);
    }

    /// The same for every command that waits in an era which has ended, pinned or not: its server is the wrong one.
    pub(crate) async fn unblock_era(&self, ended: u64, socket: Option<&Socket>, deadline: Instant) {
        self.unblock(socket, deadline, |waiter| waiter.era <= ended)
            .await;
        self.abandoned
            .send_modify(|now| now.before_era = now.before_era.max(ended + 1));
    }

    /// Sends `CLIENT UNBLOCK` in rounds, because a command may be on its way to the server when one is sent. Returns when
    /// no command waits any more, or at the deadline.
    ///
    /// The user may lack the permission for it, so a refusal is no error.
    async fn unblock(
        &self,
        mut socket: Option<&Socket>,
        deadline: Instant,
        concerns: impl Fn(&Waiter) -> bool,
    ) {
        loop {
            let mut waiting = self.waiting.lock().clone();
            waiting.retain(&concerns);
            if waiting.is_empty() || Instant::now() >= deadline {
                return;
            }
            for id in waiting.iter().filter_map(|waiter| waiter.id) {
                let Some(via) = socket.filter(|socket| !socket.is_lost()) else {
                    break;
                };
                let mut unblock = redis::cmd("CLIENT");
                unblock.arg("UNBLOCK").arg(id).arg("ERROR");
                let mut sender = via.sender();
                let reply = timeout_at(deadline, sender.send(&unblock)).await;
                if !matches!(reply, Ok(Ok(Value::Int(_)))) {
                    socket = None;
                }
            }
            sleep(UNBLOCK_PAUSE).await;
        }
    }
}

/// A command waits on a socket for as long as this lives.
#[derive(Debug)]
pub(crate) struct WaitGuard<'a>(&'a DedicatedPool, Waiter);

impl Drop for WaitGuard<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting.lock();
        if let Some(index) = waiting.iter().position(|one| *one == self.1) {
            waiting.swap_remove(index);
        }
    }
}
