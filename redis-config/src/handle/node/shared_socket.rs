//! The place of one shared socket, which outlives the sockets that fill it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::connect::socket::socket::Socket;
use crate::error::ConnectError;

/// What stands in a slot.
#[derive(Clone, Debug)]
pub(crate) enum SocketState {
    /// No socket; one is on its way.
    Down,
    /// A socket, and the number of its epoch.
    Up(Arc<Socket>, u64),
    /// No socket, and the server has said why there will be none until something is changed.
    Refused(ConnectError),
    /// The instance is closed.
    Closed,
}

/// Why a slot has no socket to offer.
#[derive(Debug)]
pub(crate) enum Unavailable {
    /// Not in time.
    Late,
    /// Not until something is changed.
    Refused(ConnectError),
    /// Never again.
    Closed,
    /// The instance has moved to another generation.
    Left,
}

/// One shared socket's place.
#[derive(Debug)]
pub(crate) struct SharedSocket {
    /// Number of the socket that stands here, 0 for none. Callers compare it with the one they are bound to.
    epoch: Arc<AtomicU64>,
    /// The same, but 0 for good once the instance has moved to another generation: who is not pinned to this one
    /// leaves.
    open: Arc<AtomicU64>,
    retired: AtomicBool,
    station: watch::Sender<SocketState>,
}

impl SharedSocket {
    pub(crate) fn new() -> Self {
        Self {
            epoch: Arc::new(AtomicU64::new(0)),
            open: Arc::new(AtomicU64::new(0)),
            retired: AtomicBool::new(false),
            station: watch::Sender::new(SocketState::Down),
        }
    }

    /// What a caller compares with the socket it is bound to: one atomic load for each command.
    pub(crate) fn watermark(&self, pinned: bool) -> Arc<AtomicU64> {
        Arc::clone(if pinned { &self.epoch } else { &self.open })
    }

    /// Sends away everyone who is not pinned; the socket stays.
    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::SeqCst);
        self.open.store(0, Ordering::SeqCst);
        // Who waits here looks again.
        self.station.send_modify(|_| {});
    }

    fn mark(&self, epoch: u64) {
        self.epoch.store(epoch, Ordering::Release);
        self.open.store(epoch, Ordering::SeqCst);
        // Retired between the two: the mark must not call anyone back.
        if self.retired.load(Ordering::SeqCst) {
            self.open.store(0, Ordering::SeqCst);
        }
    }

    /// Puts a socket here, and gives back the one that stood here; the new one itself if this is closed.
    pub(crate) fn install(&self, link: Arc<Socket>, epoch: u64) -> Option<Arc<Socket>> {
        match self.change(SocketState::Up(link, epoch), epoch) {
            SocketState::Up(link, _) => Some(link),
            _ => None,
        }
    }

    /// Takes a lost socket away, or changes the reason why there is none.
    pub(crate) fn vacate(&self, station: SocketState) {
        self.change(station, 0);
    }

    /// Changes what stands here, and returns what stood here; the new one, if this is closed, which is for good.
    fn change(&self, mut station: SocketState, epoch: u64) -> SocketState {
        self.station.send_if_modified(|now| {
            if matches!(now, SocketState::Closed) {
                return false;
            }
            std::mem::swap(now, &mut station);
            // Under the lock of the station: who comes in between would leave the mark of the other one.
            self.mark(epoch);
            true
        });
        station
    }

    /// The socket that stands here, dead or alive.
    pub(crate) fn link(&self) -> Option<Arc<Socket>> {
        match &*self.station.borrow() {
            SocketState::Up(link, _) => Some(Arc::clone(link)),
            _ => None,
        }
    }

    /// The live socket that stands here, and its epoch.
    pub(crate) fn up_now(&self) -> Option<(Arc<Socket>, u64)> {
        match &*self.station.borrow() {
            SocketState::Up(link, epoch) if !link.is_lost() => Some((Arc::clone(link), *epoch)),
            _ => None,
        }
    }

    /// Whether no socket stands here.
    pub(crate) fn is_vacant(&self) -> bool {
        !matches!(&*self.station.borrow(), SocketState::Up(..))
    }

    /// Waits until another socket stands here than the one of this epoch, or the instance has moved to another generation;
    /// `false` if that does not happen in time. Cancel safe.
    pub(crate) async fn changed_from(&self, epoch: u64, deadline: Instant) -> bool {
        let mut station = self.station.subscribe();
        let changed = station.wait_for(|station| match station {
            _ if self.retired.load(Ordering::SeqCst) => true,
            SocketState::Up(link, now) => *now != epoch && !link.is_lost(),
            SocketState::Down => false,
            SocketState::Refused(_) | SocketState::Closed => true,
        });
        matches!(timeout_at(deadline, changed).await, Ok(Ok(_)))
    }

    /// Waits for a live socket; who does not stay, only until the instance moves to another generation. Cancel safe.
    pub(crate) async fn up(
        &self,
        deadline: Instant,
        stays: bool,
    ) -> Result<(Arc<Socket>, u64), Unavailable> {
        let left = || !stays && self.retired.load(Ordering::SeqCst);
        let mut station = self.station.subscribe();
        let settled = station.wait_for(|station| match station {
            _ if left() => true,
            SocketState::Down => false,
            SocketState::Up(link, _) => !link.is_lost(),
            SocketState::Refused(_) | SocketState::Closed => true,
        });
        match timeout_at(deadline, settled).await {
            Err(_) => Err(Unavailable::Late),
            Ok(Err(_)) => Err(Unavailable::Closed),
            Ok(Ok(_)) if left() => Err(Unavailable::Left),
            Ok(Ok(station)) => match &*station {
                SocketState::Up(link, epoch) => Ok((Arc::clone(link), *epoch)),
                SocketState::Refused(error) => Err(Unavailable::Refused(error.clone())),
                SocketState::Down | SocketState::Closed => Err(Unavailable::Closed),
            },
        }
    }
}
