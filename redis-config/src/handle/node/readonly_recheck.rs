//! Doubt about the server at a fixed address: it says that it takes no writes, and its name may lead elsewhere by now.

use crate::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Between two looks: a replica that is meant to be one costs a socket this often, as long as somebody writes to it.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether somebody was told `READONLY`, and when that was last looked into.
#[derive(Debug, Default)]
pub(crate) struct RecheckTimer {
    raised: AtomicBool,
    told: Notify,
    next_look: Mutex<Option<Instant>>,
}

impl RecheckTimer {
    /// Somebody was told that the server takes no writes.
    pub(crate) fn raise(&self) {
        if !self.raised.swap(true, Ordering::AcqRel) {
            self.told.notify_one();
        }
    }

    /// Completes when it is time to look. Cancel safe: a doubt stays until it is looked into.
    pub(crate) async fn due(&self) {
        while !self.raised.load(Ordering::Acquire) {
            self.told.notified().await;
        }
        let next = *self.next_look();
        if let Some(next) = next {
            sleep_until(next).await;
        }
        *self.next_look() = Some(Instant::now() + PAUSE);
        self.raised.store(false, Ordering::Release);
    }

    fn next_look(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.next_look.lock()
    }
}
