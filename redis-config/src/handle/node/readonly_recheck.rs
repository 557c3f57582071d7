//! When to check again a server at a fixed address that refuses writes: its name may resolve to another server by now.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::sync::Mutex;

/// Between two checks: a server that is meant to be a replica costs a socket this often while a caller writes to it.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether a check was requested, and when the next one may be made.
#[derive(Debug, Default)]
pub(crate) struct RecheckTimer {
    requested: AtomicBool,
    request: Notify,
    next: Mutex<Option<Instant>>,
}

impl RecheckTimer {
    /// A write was refused with `READONLY`.
    pub(crate) fn request(&self) {
        if !self.requested.swap(true, Ordering::AcqRel) {
            self.request.notify_one();
        }
    }

    /// Completes when it is time to check. Cancel safe: a request stays until then.
    pub(crate) async fn due(&self) {
        while !self.requested.load(Ordering::Acquire) {
            self.request.notified().await;
        }
        let next = *self.next.lock();
        if let Some(next) = next {
            sleep_until(next).await;
        }
        *self.next.lock() = Some(Instant::now() + PAUSE);
        self.requested.store(false, Ordering::Release);
    }
}
