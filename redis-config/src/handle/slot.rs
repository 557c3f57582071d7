//! The place of one shared socket, which outlives the sockets that fill it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
}

/// One shared socket's place.
#[derive(Debug)]
pub(super) struct Slot {
    /// Number of the socket that stands here, 0 for none. Callers compare it with the one they are bound to.
    epoch: AtomicU64,
    station: watch::Sender<Station>,
}

impl Slot {
    pub(super) fn new() -> Self {
        Self {
            epoch: AtomicU64::new(0),
            station: watch::Sender::new(Station::Down),
        }
    }

    #[inline]
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Puts a socket here, and gives back the one that stood here.
    pub(super) fn install(&self, link: Arc<Link>, epoch: u64) -> Option<Arc<Link>> {
        let before = self.station.send_replace(Station::Up(link, epoch));
        self.epoch.store(epoch, Ordering::Release);
        match before {
            Station::Up(link, _) => Some(link),
            _ => None,
        }
    }

    /// Takes a lost socket away, or changes the reason why there is none.
    pub(super) fn vacate(&self, station: Station) {
        self.epoch.store(0, Ordering::Release);
        self.station.send_replace(station);
    }

    /// The socket that stands here, dead or alive.
    pub(super) fn link(&self) -> Option<Arc<Link>> {
        match &*self.station.borrow() {
            Station::Up(link, _) => Some(Arc::clone(link)),
            _ => None,
        }
    }

    /// Waits for a live socket. Cancel safe.
    pub(super) async fn up(&self, deadline: Instant) -> Result<(Arc<Link>, u64), Vacant> {
        let mut station = self.station.subscribe();
        let settled = station.wait_for(|station| match station {
            Station::Down => false,
            Station::Up(link, _) => !link.is_lost(),
            Station::Refused(_) | Station::Closed => true,
        });
        match timeout_at(deadline, settled).await {
            Err(_) => Err(Vacant::Late),
            Ok(Err(_)) => Err(Vacant::Closed),
            Ok(Ok(station)) => match &*station {
                Station::Up(link, epoch) => Ok((Arc::clone(link), *epoch)),
                Station::Refused(error) => Err(Vacant::Refused(error.clone())),
                Station::Down | Station::Closed => Err(Vacant::Closed),
            },
        }
    }
}
