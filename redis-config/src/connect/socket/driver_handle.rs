//! The driver of a stream, for those who send on it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::driver::{Driver, PushHandler};
use super::reply_clock::ReplyClock;
use super::request_queue::{ExclusiveGuard, RequestQueue};
use super::sender::CommandSender;
use super::waiter::SocketLoss;
use crate::connect::stream::Stream;

/// A driver that runs, before and after the handshake. Dropping it ends the socket.
#[derive(Debug)]
pub(crate) struct DriverHandle {
    queue: Arc<RequestQueue>,
    driver: AbortHandle,
}

impl DriverHandle {
    /// Starts the driver of a stream. `closed` is notified when the socket has ended. With a push handler, subscriptions can
    /// be sent.
    pub(crate) fn start(
        stream: Stream,
        response_timeout: Duration,
        keepalive: Duration,
        push_handler: Option<PushHandler>,
        closed: &Arc<Notify>,
    ) -> Self {
        let queue = Arc::new(RequestQueue::new(push_handler.is_some()));
        let clock = ReplyClock::new(response_timeout, keepalive);
        let driver = Driver::new(
            stream,
            Arc::clone(&queue),
            clock,
            push_handler,
            Arc::clone(closed),
        );
        Self {
            queue,
            driver: tokio::spawn(driver).abort_handle(),
        }
    }

    pub(crate) fn sender(&self) -> CommandSender {
        CommandSender::new(Arc::clone(&self.queue))
    }

    pub(crate) fn queue(&self) -> &RequestQueue {
        &self.queue
    }

    /// The task has ended, also with its runtime.
    pub(super) fn is_over(&self) -> bool {
        self.driver.is_finished()
    }

    /// Keeps the driver's own commands off the socket until the guard is dropped.
    pub(super) fn exclusive(&self) -> ExclusiveGuard {
        self.queue.exclusive()
    }

    /// Ends the socket.
    pub(super) fn close(&self) {
        self.queue.set_loss(SocketLoss::Closed);
        self.driver.abort();
    }
}

impl Drop for DriverHandle {
    fn drop(&mut self) {
        self.close();
    }
}
