//! One open socket, multiplexed.

use std::sync::atomic::{AtomicU64, Ordering};

use redis::{RedisError, ServerError};
use tokio::time::Instant;

use super::driver_handle::DriverHandle;
use super::request_queue::ExclusiveGuard;
use super::sender::CommandSender;
use super::waiter::SocketLoss;
use crate::connect::handshake::auth::{AuthState, auth};
use crate::connect::handshake::server_info::ServerInfo;
use crate::credentials::credential_state::{CredentialState, Issued};

/// An open socket. Dropping it closes the socket and fails the commands in flight.
#[derive(Debug)]
pub(crate) struct Socket {
    driver: DriverHandle,
    pub(crate) server_info: ServerInfo,
    /// When another socket should replace it, if sockets have a maximum age.
    pub(crate) expires: Option<Instant>,
    /// A duplicate of the socket's descriptor, to shut it down at once instead of at the driver's next turn.
    shutdown: Option<socket2::Socket>,
    /// Which of the accepted credentials it is authenticated with.
    serial: AtomicU64,
    /// The code with which the server refused newer credentials than those.
    refused: Option<String>,
}

impl Socket {
    pub(crate) fn new(
        driver: DriverHandle,
        server_info: ServerInfo,
        shutdown: Option<socket2::Socket>,
        expires: Option<Instant>,
        auth: AuthState,
    ) -> Self {
        Self {
            driver,
            server_info,
            expires,
            shutdown,
            serial: AtomicU64::new(auth.serial),
            refused: auth.refused,
        }
    }

    pub(crate) fn sender(&self) -> CommandSender {
        self.driver.sender()
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

    /// How the socket ended; `None` while it is open.
    pub(crate) fn lost(&self) -> Option<SocketLoss> {
        match self.driver.queue().loss() {
            // The task was dropped with its runtime.
            None if self.driver.is_over() => Some(SocketLoss::Closed),
            loss => loss,
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost().is_some()
    }

    /// Whether everything sent until now has been answered, and nothing else was sent meanwhile. `false` if the socket is
    /// lost.
    pub(crate) async fn is_settled(&self) -> bool {
        let queue = self.driver.queue();
        let (before, ping) = (queue.packed(), redis::cmd("PING"));
        let reply = self.sender().send(&ping).await;
        reply.is_ok() && queue.packed() == before + ping.get_packed_command().len() as u64
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

    /// Keeps the driver's own commands off the socket until the guard is dropped.
    pub(crate) fn exclusive(&self) -> ExclusiveGuard {
        self.driver.exclusive()
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
        self.driver.close();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
    }
}
