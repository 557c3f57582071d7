//! Finds a replica to read from.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::line::next_turn;
use crate::connect::sentinel::Directory;
use crate::connect::{self, Link, Place, Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};

/// Which replica a node reads from.
#[derive(Debug)]
pub(super) struct Reader {
    directory: Arc<Directory>,
    /// The one that the sockets go to.
    place: Mutex<Option<Place>>,
    /// Instances take equal replicas in turn.
    turn: AtomicUsize,
}

impl Reader {
    pub(super) fn new(directory: Arc<Directory>) -> Self {
        Self {
            directory,
            place: Mutex::new(None),
            turn: AtomicUsize::new(next_turn()),
        }
    }

    /// Opens a socket to a replica that the sentinels hold for up, and that says itself that it is one.
    ///
    /// Cancel safe: nothing stays open.
    pub(super) async fn open(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Link, ConnectError> {
        let mut places = self.directory.replicas(target, deadline).await?;
        let mut refusal = None;
        if !places.is_empty() {
            let first = self.turn.fetch_add(1, Ordering::Relaxed) % places.len();
            places.rotate_left(first);
        }
        for (tried, place) in places.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(places.len() - tried).unwrap_or(1);
            let until = Instant::now() + share;
            match connect::open(target, place, purpose, until, told).await {
                Ok(link) => {
                    self.settle(Some(place.clone()));
                    return Ok(link);
                }
                Err(error) => refusal = Some(error),
            }
        }
        self.settle(None);
        Err(refusal.unwrap_or_else(|| {
            target
                .error(
                    ConnectErrorKind::Server,
                    "the sentinels know no replica that is up and in sync",
                    "reads go to the primary meanwhile",
                )
                .transient()
        }))
    }

    /// Opens one more socket to the same replica. Cancel safe: nothing stays open.
    pub(super) async fn open_alike(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Link, ConnectError> {
        match self.place() {
            Some(place) => connect::open(target, &place, purpose, deadline, told).await,
            None => self.open(target, purpose, deadline, told).await,
        }
    }

    pub(super) fn place(&self) -> Option<Place> {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        place.clone()
    }

    fn settle(&self, place: Option<Place>) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }
}
