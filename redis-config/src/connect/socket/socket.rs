//! One open socket, multiplexed and watched.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use redis::{RedisError, ServerError};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::io_stats::{AwaitingReply, ExclusiveGuard, IoStats, LongWaitGuard};
use super::sender::CommandSender;
use super::watchdog::{PING_BYTES, SocketLoss, Watchdog};
use crate::connect::handshake::auth::{AuthState, auth};
use crate::connect::handshake::server_info::ServerInfo;
use crate::credentials::credential_state::{CredentialState, Issued};

/// An open socket. Dropping it closes the socket and fails the commands in flight.
#[derive(Debug)]
pub(crate) struct Socket {
    sender: CommandSender,
    pub(crate) server_info: ServerInfo,
    /// When another socket should replace it, if sockets have a maximum age.
    pub(crate) expires: Option<Instant>,
    stats: Arc<IoStats>,
    lost: Arc<OnceLock<SocketLoss>>,
    driver: AbortHandle,
    watchdog: AbortHandle,
    /// A duplicate of the socket's descriptor, to shut it down at once instead of at the driver's next turn.
    shutdown: Option<socket2::Socket>,
    /// Which of the accepted credentials it is authenticated with.
    serial: AtomicU64,
    /// The code with which the server refused newer credentials than those.
    refused: Option<String>,
}

/// Records the end of a socket even if the watchdog is dropped with its runtime.
struct LossNotice {
    lost: Arc<OnceLock<SocketLoss>>,
    closed: Arc<Notify>,
}

impl Drop for LossNotice {
    fn drop(&mut self) {
        let _ = self.lost.set(SocketLoss::Closed);
        self.closed.notify_one();
    }
}

impl Socket {
    /// `closed` is notified when the socket has ended.
    pub(crate) fn new(
        watchdog: Watchdog,
        sender: CommandSender,
        server_info: ServerInfo,
        shutdown: Option<socket2::Socket>,
        closed: Arc<Notify>,
        expires: Option<Instant>,
        auth: AuthState,
    ) -> Self {
        let lost = Arc::new(OnceLock::new());
        let stats = Arc::clone(&watchdog.stats);
        let driver = watchdog.driver.abort_handle();
        let notice = LossNotice {
            lost: Arc::clone(&lost),
            closed,
        };
        let watchdog = tokio::spawn(async move {
            let notice = notice;
            let loss = watchdog.run().await;
            let _ = notice.lost.set(loss);
        });
        Self {
            sender,
            server_info,
            expires,
            stats,
            lost,
            driver,
            watchdog: watchdog.abort_handle(),
            shutdown,
            serial: AtomicU64::new(auth.serial),
            refused: auth.refused,
        }
    }

    pub(crate) fn sender(&self) -> CommandSender {
        self.sender.clone()
    }

    /// The serial of its credentials; see [`CredentialState::accept`].
    pub(crate) fn serial(&self) -> u64 {
        self.serial.load(Ordering::Relaxed)
    }

    /// Authenticates again, between two commands of the socket's only user. A refusal changes nothing.
    ///
    /// # Errors
    ///
    /// The connection failed. The inner error is the server's.
    pub(crate) async fn reauthenticate(
        &self,
        state: &CredentialState,
        issued: &Issued,
    ) -> Result<Result<(), ServerError>, RedisError> {
        let result = auth(&mut self.sender(), &issued.credentials).await?;
        if result.is_ok() {
            self.serial.store(state.accept(issued), Ordering::Relaxed);
        }
        Ok(result)
    }

    /// The code with which the server refused the provider's credentials. The socket uses those accepted before.
    pub(crate) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// Bytes written so far; see [`IoStats::written`].
    pub(crate) fn written(&self) -> u64 {
        self.stats.written()
    }

    /// How the socket ended; `None` while it is open.
    pub(crate) fn lost(&self) -> Option<SocketLoss> {
        match self.lost.get() {
            Some(loss) => Some(*loss),
            // The driver ends a moment before its watchdog records it.
            None if self.driver.is_finished() => Some(SocketLoss::Closed),
            None => None,
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost().is_some()
    }

    /// Whether everything written until now has been answered, and nothing else was written meanwhile. `false` if the
    /// socket is lost.
    pub(crate) async fn is_settled(&self) -> bool {
        let before = self.written();
        let reply = self.sender().send(&redis::cmd("PING")).await;
        reply.is_ok() && self.written() == before + PING_BYTES
    }

    /// The role that the server reports now: `master`, `slave`. `None` if it reports none.
    pub(crate) async fn role(&self) -> Option<String> {
        let mut sender = self.sender();
        // Without arguments, `HELLO` changes nothing in the session, and needs no ACL rule.
        let hello = sender.send(&redis::cmd("HELLO")).await.ok()?;
        match ServerInfo::read(&hello).role {
            Some(role) => Some(role),
            None => ServerInfo::read_role(&sender.send(&redis::cmd("ROLE")).await.ok()?),
        }
    }

    /// Lifts the response timeout until the guard is dropped, for a blocking command.
    pub(crate) fn allow_long_wait(&self) -> LongWaitGuard {
        self.stats.allow_long_wait()
    }

    /// Marks a reply as awaited, for a socket with one caller.
    pub(crate) fn await_reply(&self) -> AwaitingReply {
        self.stats.await_reply()
    }

    /// Keeps the watchdog's own commands off the socket until the guard is dropped.
    pub(crate) async fn exclusive(&self) -> ExclusiveGuard {
        self.stats.exclusive().await
    }

    /// Whether it has reached its maximum age.
    pub(crate) fn is_aged(&self) -> bool {
        self.expires.is_some_and(|at| at <= Instant::now())
    }

    /// Closes the socket before this returns, so that the server drops a blocked command at once.
    pub(crate) fn close(&self) {
        if let Some(socket) = &self.shutdown {
            // Fails only if the peer has closed it already.
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
        let _ = self.lost.set(SocketLoss::Closed);
        self.driver.abort();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
        self.watchdog.abort();
    }
}
