//! The place of one shared socket, which outlives the sockets that fill it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::connect::Link;
use crate::error::ConnectError;

/// What stands in a slot.
#[derive(Clone, Debug)]
pub(super) enum Station {
    /// No socket; one is on its way.
    Down,
    /// A socket, and the number of its epoch.
    Up(Arc<Link>, u64),
    /// No socket, and the server has said why there will be none until something is changed.
    Refused(ConnectError),
    /// The instance is closed.
    Closed,
}

/// Why a slot has no socket to offer.
#[derive(Debug)]
pub(super) enum Vacant {
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
pub(super) struct Slot {
    /// Number of the socket that stands here, 0 for none. Callers compare it with the one they are bound to.
    epoch: Arc<AtomicU64>,
    /// The same, but 0 for good once the instance has moved to another generation: who is not pinned to this one
    /// leaves.
    open: Arc<AtomicU64>,
    retired: AtomicBool,
    station: watch::Sender<Station>,
}

impl Slot {
    pub(super) fn new() -> Self {
        Self {
            epoch: Arc::new(AtomicU64::new(0)),
            open: Arc::new(AtomicU64::new(0)),
            retired: AtomicBool::new(false),
            station: watch::Sender::new(Station::Down),
        }
    }

    /// What a caller compares with the socket it is bound to: one atomic load for each command.
    pub(super) fn watermark(&self, pinned: bool) -> Arc<AtomicU64> {
        Arc::clone(if pinned { &self.epoch } else { &self.open })
    }

    /// Sends away everyone who is not pinned; the socket stays.
    pub(super) fn retire(&self) {
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
    pub(super) fn install(&self, link: Arc<Link>, epoch: u64) -> Option<Arc<Link>> {
        match self.change(Station::Up(link, epoch), epoch) {
            Station::Up(link, _) => Some(link),
            _ => None,
        }
    }

    /// Takes a lost socket away, or changes the reason why there is none.
    pub(super) fn vacate(&self, station: Station) {
        self.change(station, 0);
    }

    /// Changes what stands here, and returns what stood here; the new one, if this is closed, which is for good.
    fn change(&self, mut station: Station, epoch: u64) -> Station {
        self.station.send_if_modified(|now| {
            if matches!(now, Station::Closed) {
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
    pub(super) fn link(&self) -> Option<Arc<Link>> {
        match &*self.station.borrow() {
            Station::Up(link, _) => Some(Arc::clone(link)),
            _ => None,
        }
    }

    /// The live socket that stands here, and its epoch.
    pub(super) fn up_now(&self) -> Option<(Arc<Link>, u64)> {
        match &*self.station.borrow() {
            Station::Up(link, epoch) if !link.is_lost() => Some((Arc::clone(link), *epoch)),
            _ => None,
        }
    }

    /// Whether no socket stands here.
    pub(super) fn is_vacant(&self) -> bool {
        !matches!(&*self.station.borrow(), Station::Up(..))
    }

    /// Waits until another socket stands here than the one of this epoch, or the instance has moved to another generation;
    /// `false` if that does not happen in time. Cancel safe.
    pub(super) async fn changed_from(&self, epoch: u64, deadline: Instant) -> bool {
        let mut station = self.station.subscribe();
        let changed = station.wait_for(|station| match station {
            _ if self.retired.load(Ordering::SeqCst) => true,
            Station::Up(link, now) => *now != epoch && !link.is_lost(),
            Station::Down => false,
            Station::Refused(_) | Station::Closed => true,
        });
        matches!(timeout_at(deadline, changed).await, Ok(Ok(_)))
    }

    /// Waits for a live socket; who does not stay, only until the instance moves to another generation. Cancel safe.
    pub(super) async fn up(
        &self,
        deadline: Instant,
        stays: bool,
    ) -> Result<(Arc<Link>, u64), Vacant> {
        let left = || !stays && self.retired.load(Ordering::SeqCst);
        let mut station = self.station.subscribe();
        let settled = station.wait_for(|station| match station {
            _ if left() => true,
            Station::Down => false,
            Station::Up(link, _) => !link.is_lost(),
            Station::Refused(_) | Station::Closed => true,
        });
        match timeout_at(deadline, settled).await {
            Err(_) => Err(Vacant::Late),
            Ok(Err(_)) => Err(Vacant::Closed),
            Ok(Ok(_)) if left() => Err(Vacant::Left),
            Ok(Ok(station)) => match &*station {
                Station::Up(link, epoch) => Ok((Arc::clone(link), *epoch)),
                Station::Refused(error) => Err(Vacant::Refused(error.clone())),
                Station::Down | Station::Closed => Err(Vacant::Closed),
            },
        }
    }
}
