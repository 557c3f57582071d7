//! One shared socket of a node, across all the sockets that replace each other there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::connect::socket::socket::Socket;
use crate::error::ConnectError;

/// The socket of now, or why there is none.
#[derive(Clone, Debug)]
pub(crate) enum SocketState {
    /// No socket; the supervisor opens one.
    Down,
    /// A socket, and its epoch.
    Up(Arc<Socket>, u64),
    /// No socket: the server refuses for a reason that only a change of the configuration ends.
    Refused(ConnectError),
    /// The instance is closed.
    Closed,
}

/// Why there is no socket to use.
#[derive(Debug)]
pub(crate) enum Unavailable {
    /// Not in time.
    Timeout,
    /// Not until the configuration changes.
    Refused(ConnectError),
    /// Never again.
    Closed,
    /// The instance has moved to another generation.
    Retired,
}

/// A shared socket. Each socket that is installed has an epoch of its own, by which a caller sees with one atomic load
/// that the socket it is bound to was replaced.
#[derive(Debug)]
pub(crate) struct SharedSocket {
    /// The epoch of the current socket, 0 for none.
    epoch: Arc<AtomicU64>,
    /// The same, but 0 for ever once the instance has moved to another generation, so that callers which are not pinned
    /// to this one leave.
    unpinned_epoch: Arc<AtomicU64>,
    retired: AtomicBool,
    state: watch::Sender<SocketState>,
}

impl SharedSocket {
    pub(crate) fn new() -> Self {
        Self {
            epoch: Arc::new(AtomicU64::new(0)),
            unpinned_epoch: Arc::new(AtomicU64::new(0)),
            retired: AtomicBool::new(false),
            state: watch::Sender::new(SocketState::Down),
        }
    }

    /// The epoch to compare with that of the socket a caller is bound to, before each command.
    pub(crate) fn live_epoch(&self, pinned: bool) -> Arc<AtomicU64> {
        Arc::clone(if pinned {
            &self.epoch
        } else {
            &self.unpinned_epoch
        })
    }

    /// Makes callers that are not pinned leave; the socket stays.
    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::SeqCst);
        self.unpinned_epoch.store(0, Ordering::SeqCst);
        // Wakes the callers that wait here: they look at `retired`.
        self.state.send_modify(|_| {});
    }

    fn set_epoch(&self, epoch: u64) {
        self.epoch.store(epoch, Ordering::Release);
        self.unpinned_epoch.store(epoch, Ordering::SeqCst);
        // Retired between the two stores: the epoch must not bring a caller back.
        if self.retired.load(Ordering::SeqCst) {
            self.unpinned_epoch.store(0, Ordering::SeqCst);
        }
    }

    /// Makes this socket the current one, and returns the one before; the new one itself if this is closed.
    pub(crate) fn install(&self, socket: Arc<Socket>, epoch: u64) -> Option<Arc<Socket>> {
        match self.replace(SocketState::Up(socket, epoch), epoch) {
            SocketState::Up(socket, _) => Some(socket),
            _ => None,
        }
    }

    /// Removes the socket, or changes the reason why there is none.
    pub(crate) fn clear(&self, state: SocketState) {
        self.replace(state, 0);
    }

    /// Changes the state, and returns the one before; the new one if this is closed, which is final.
    fn replace(&self, mut state: SocketState, epoch: u64) -> SocketState {
        self.state.send_if_modified(|now| {
            if matches!(now, SocketState::Closed) {
                return false;
            }
            std::mem::swap(now, &mut state);
            // Under the lock of the state: a concurrent change must not leave the epoch of another socket here.
            self.set_epoch(epoch);
            true
        });
        state
    }

    /// The current socket, live or lost.
    pub(crate) fn current(&self) -> Option<Arc<Socket>> {
        match &*self.state.borrow() {
            SocketState::Up(socket, _) => Some(Arc::clone(socket)),
            _ => None,
        }
    }

    /// The current socket and its epoch, if it is live.
    pub(crate) fn live(&self) -> Option<(Arc<Socket>, u64)> {
        match &*self.state.borrow() {
            SocketState::Up(socket, epoch) if !socket.is_lost() => {
                Some((Arc::clone(socket), *epoch))
            }
            _ => None,
        }
    }

    pub(crate) fn is_live(&self) -> bool {
        self.live().is_some()
    }

    /// Whether there is no socket, not even a lost one.
    pub(crate) fn is_empty(&self) -> bool {
        !matches!(&*self.state.borrow(), SocketState::Up(..))
    }

    /// Waits until there is another socket than the one of this epoch, or the instance has moved to another generation;
    /// `false` if that does not happen in time. Cancel safe.
    pub(crate) async fn changed_from(&self, epoch: u64, deadline: Instant) -> bool {
        let mut state = self.state.subscribe();
        let changed = state.wait_for(|state| match state {
            _ if self.retired.load(Ordering::SeqCst) => true,
            SocketState::Up(socket, now) => *now != epoch && !socket.is_lost(),
            SocketState::Down => false,
            SocketState::Refused(_) | SocketState::Closed => true,
        });
        matches!(timeout_at(deadline, changed).await, Ok(Ok(_)))
    }

    /// Waits for a live socket; unless pinned, only until the instance moves to another generation. Cancel safe.
    pub(crate) async fn wait_up(
        &self,
        deadline: Instant,
        pinned: bool,
    ) -> Result<(Arc<Socket>, u64), Unavailable> {
        let retired = || !pinned && self.retired.load(Ordering::SeqCst);
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| match state {
            _ if retired() => true,
            SocketState::Down => false,
            SocketState::Up(socket, _) => !socket.is_lost(),
            SocketState::Refused(_) | SocketState::Closed => true,
        });
        match timeout_at(deadline, settled).await {
            Err(_) => Err(Unavailable::Timeout),
            Ok(Err(_)) => Err(Unavailable::Closed),
            Ok(Ok(_)) if retired() => Err(Unavailable::Retired),
            Ok(Ok(state)) => match &*state {
                SocketState::Up(socket, epoch) => Ok((Arc::clone(socket), *epoch)),
                SocketState::Refused(error) => Err(Unavailable::Refused(error.clone())),
                SocketState::Down | SocketState::Closed => Err(Unavailable::Closed),
            },
        }
    }
}
