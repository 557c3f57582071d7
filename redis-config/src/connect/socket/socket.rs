//! One live socket, multiplexed, under watch.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::io_stats::{AwaitingReply, ExclusiveGuard, IoStats, LongWaitGuard};
use super::sender::CommandSender;
use super::watchdog::{PING_BYTES, Watchdog};
use crate::connect::handshake::auth::AuthState;
use crate::connect::handshake::server_info::ServerInfo;

/// How a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SocketLoss {
    /// Closed by the server or the network, or its answers made no sense.
    Closed,
    /// The oldest command was not answered within the response timeout.
    Overdue,
    /// The server no longer knows who we are.
    SignedOut,
    /// Its answers are those to other questions.
    OutOfStep,
}

/// A live socket. Dropping it closes the socket and fails what is still in flight.
#[derive(Debug)]
pub(crate) struct Socket {
    wire: CommandSender,
    pub(crate) greeting: ServerInfo,
    /// When another one should take its place, if it is to have an age.
    pub(crate) expires: Option<Instant>,
    progress: Arc<IoStats>,
    lost: Arc<OnceLock<SocketLoss>>,
    driver: AbortHandle,
    watchdog: AbortHandle,
    /// A second handle of the socket, to shut it down at once instead of when the driver's turn comes.
    cutter: Option<socket2::Socket>,
    /// Which of the accepted credentials it is signed in with.
    serial: AtomicU64,
    /// The code with which the server refused newer credentials than those.
    refused: Option<String>,
}

/// Notes the end of a socket even if the watchdog is dropped with its runtime.
struct LossNotice {
    lost: Arc<OnceLock<SocketLoss>>,
    told: Arc<Notify>,
}

impl Drop for LossNotice {
    fn drop(&mut self) {
        let _ = self.lost.set(SocketLoss::Closed);
        self.told.notify_one();
    }
}

impl Socket {
    pub(crate) fn new(
        watchdog: Watchdog,
        wire: CommandSender,
        greeting: ServerInfo,
        cutter: Option<socket2::Socket>,
        told: Arc<Notify>,
        expires: Option<Instant>,
        signed: AuthState,
    ) -> Self {
        let lost = Arc::new(OnceLock::new());
        let progress = Arc::clone(&watchdog.progress);
        let driver = watchdog.driver.abort_handle();
        let notice = LossNotice {
            lost: Arc::clone(&lost),
            told,
        };
        let watchdog = tokio::spawn(async move {
            let notice = notice;
            let loss = watchdog.run().await;
            let _ = notice.lost.set(loss);
        });
        Self {
            wire,
            greeting,
            expires,
            progress,
            lost,
            driver,
            watchdog: watchdog.abort_handle(),
            cutter,
            serial: AtomicU64::new(signed.serial),
            refused: signed.refused,
        }
    }

    /// A way to send on it.
    pub(crate) fn wire(&self) -> CommandSender {
        self.wire.clone()
    }

    /// The serial of the credentials that it is signed in with; see [`Login`](crate::credentials::Login).
    pub(crate) fn serial(&self) -> u64 {
        self.serial.load(Ordering::Relaxed)
    }

    /// Notes the serial of the credentials that it is signed in with.
    pub(crate) fn sign(&self, serial: u64) {
        self.serial.store(serial, Ordering::Relaxed);
    }

    /// The code with which the server refused what the source gave; it was signed in with what had been accepted before.
    pub(crate) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// Bytes written so far; see [`IoStats::written`].
    pub(crate) fn written(&self) -> u64 {
        self.progress.written()
    }

    /// How the socket ended; `None` while it lives.
    pub(crate) fn lost(&self) -> Option<SocketLoss> {
        match self.lost.get() {
            Some(loss) => Some(*loss),
            // The driver ends a moment before its watchdog has noted it.
            None if self.driver.is_finished() => Some(SocketLoss::Closed),
            None => None,
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost().is_some()
    }

    /// Whether everything written until now has been answered, and nothing else was written meanwhile; `false` too
    /// when the socket is lost.
    pub(crate) async fn is_settled(&self) -> bool {
        let before = self.written();
        let ping = redis::cmd("PING");
        let answer = self.wire().send(&ping).await;
        answer.is_ok() && self.written() == before + PING_BYTES
    }

    /// What the server says that it is: `master`, `slave`. `None` if it does not say.
    pub(crate) async fn role(&self) -> Option<String> {
        let mut wire = self.wire();
        // Bare: it changes nothing in the session, and a user needs no right for it.
        let greeting = wire.send(&redis::cmd("HELLO")).await.ok()?;
        match ServerInfo::read(&greeting).role {
            Some(role) => Some(role),
            None => ServerInfo::read_role(&wire.send(&redis::cmd("ROLE")).await.ok()?),
        }
    }

    /// Lets the next command stay unanswered for as long as it likes.
    pub(crate) fn be_patient(&self) -> LongWaitGuard {
        self.progress.be_patient()
    }

    /// Tells the watchdog that an answer is awaited, for a socket that has one caller.
    pub(crate) fn expect_answer(&self) -> AwaitingReply {
        self.progress.expect_answer()
    }

    /// Keeps the watchdog's own commands from it until the guard is dropped.
    pub(crate) async fn unfenced(&self) -> ExclusiveGuard {
        self.progress.unfenced().await
    }

    /// Whether it is past its age.
    pub(crate) fn is_aged(&self) -> bool {
        self.expires.is_some_and(|at| at <= Instant::now())
    }

    /// Closes the socket now, before this returns, so that the server forgets a waiting command.
    pub(crate) fn cut(&self) {
        if let Some(socket) = &self.cutter {
            // Fails only when the peer was faster.
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
        let _ = self.lost.set(SocketLoss::Closed);
        self.driver.abort();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.cut();
        self.watchdog.abort();
    }
}
