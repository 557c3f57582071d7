//! The task that keeps the shared sockets of one node open.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, join, select};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::node::Node;
use super::reauth;
use super::shared_socket::{SharedSocket, SocketState};
use crate::connect::backoff::{Backoff, REFUSED_PAUSE};
use crate::connect::socket::socket::Socket;
use crate::connect::target::Purpose;
use crate::error::ConnectError;
use crate::handle::state::State;

/// A socket that lived this long shows that the server was well.
const STABLE: Duration = Duration::from_secs(1);

impl Node {
    /// Opens every shared socket, or returns the error that prevents it. Cancel safe: nothing stays open.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), ConnectError> {
        self.publish(State::Connecting);
        // One first: it shows what kind of failure there is, at the cost of one attempt.
        let socket = open_first(self).await?;
        self.install(&self.sockets[0], socket);
        if let Some(error) = open_missing(self).await {
            return Err(error);
        }
        self.publish_ready();
        self.ensure_supervised();
        Ok(())
    }

    /// Starts the supervisor if none runs; `false` if there is no Tokio runtime to run it on.
    pub(crate) fn ensure_supervised(self: &Arc<Self>) -> bool {
        self.supervisor.ensure_running(|| {
            let node = Arc::clone(self);
            async move {
                let reauthenticate = reauth::follow_credentials(Arc::clone(&node));
                join(supervise(node), reauthenticate).await;
            }
        })
    }
}

/// Runs until aborted.
///
/// Two states: `reconnect` while a socket is missing, `watch` while all are up. Each of them returns after one change, and
/// the loop looks at the sockets again, so that no combination of events needs a case of its own.
async fn supervise(node: Arc<Node>) {
    let mut supervisor = Supervisor {
        backoff: Backoff::new(&node.target.settings),
        flap_backoff: Backoff::flapping(&node.target.settings),
        draining: JoinSet::new(),
        connected: None,
        replace_after: Instant::now(),
        _monitors: node.locator.start_monitors(&node.target),
        node,
    };
    loop {
        supervisor.remove_lost();
        if supervisor.missing().is_none() {
            supervisor.watch().await;
        } else {
            supervisor.reconnect().await;
        }
    }
}

pub(super) struct Supervisor {
    pub(super) node: Arc<Node>,
    /// Pauses between the attempts of one outage.
    backoff: Backoff,
    /// Pauses before the first attempt of an outage that follows the last one closely: a server, or a proxy in front of
    /// it, that accepts and hangs up.
    flap_backoff: Backoff,
    /// Replaced sockets that finish their work.
    pub(super) draining: JoinSet<()>,
    /// When a socket was last opened.
    pub(super) connected: Option<Instant>,
    /// No replacement before this.
    pub(super) replace_after: Instant,
    /// The tasks of the locator.
    _monitors: JoinSet<()>,
}

impl Supervisor {
    fn remove_lost(&self) {
        for shared in &self.node.sockets {
            if shared.current().is_some_and(|socket| socket.is_lost()) {
                shared.clear(SocketState::Down);
            }
        }
    }

    /// A shared socket that has to be opened.
    pub(super) fn missing(&self) -> Option<Arc<SharedSocket>> {
        let mut sockets = self.node.sockets.iter();
        sockets.find(|shared| shared.is_empty()).map(Arc::clone)
    }

    async fn open(&mut self) -> Result<Socket, ConnectError> {
        let deadline = Instant::now() + self.node.target.settings.connect_timeout();
        let (socket, moved) = self.node.open(deadline).await?;
        if moved {
            self.leave_server();
        }
        Ok(socket)
    }

    /// Waits before the next attempt, unless there is a reason to make it at once.
    async fn pause(&mut self, pause: Duration) {
        let relocation = pin!(self.node.locator.relocation_needed(&self.node.target));
        if let Either::Right(_) = select(pin!(sleep(pause)), relocation).await {
            self.backoff.reset();
        }
    }

    /// Makes attempts until every shared socket is open.
    async fn reconnect(&mut self) {
        let since = std::time::Instant::now();
        let mut attempts = 0;
        let first_use = matches!(self.node.publisher.state(), State::Idle | State::Connecting);
        if first_use {
            self.node.publish(State::Connecting);
        } else {
            self.node.publish(State::Reconnecting {
                since,
                attempts,
                last_error: None,
            });
        }
        // The first attempt after a loss is immediate, unless the socket before it was lost at once, too.
        match self.connected {
            Some(connected) if connected.elapsed() < STABLE => {
                sleep(self.flap_backoff.next_delay()).await;
            }
            _ => self.flap_backoff.reset(),
        }
        self.backoff.reset();
        loop {
            self.remove_lost();
            let Some(shared) = self.missing() else {
                self.node.publish_ready();
                return;
            };
            attempts += 1;
            let error = match self.open().await {
                // The server is there: the other sockets follow together.
                Ok(socket) => match self.install_and_open_missing(&shared, socket).await {
                    None => continue,
                    Some(error) => error,
                },
                Err(error) => error,
            };
            let pause = self.fail(since, attempts, error);
            self.pause(pause).await;
        }
    }

    /// Installs the first socket of an outage, and opens the others; the last failure, if there was one.
    pub(super) async fn install_and_open_missing(
        &mut self,
        shared: &SharedSocket,
        socket: Socket,
    ) -> Option<ConnectError> {
        self.node.install(shared, socket);
        self.connected = Some(Instant::now());
        open_missing(&self.node).await
    }

    /// Shows a failure, and returns how long to wait before the next attempt.
    fn fail(&mut self, since: std::time::Instant, attempts: u32, error: ConnectError) -> Duration {
        let mut pause = self.backoff.next_delay();
        let state = if error.is_transient() {
            SocketState::Down
        } else {
            pause = pause.min(REFUSED_PAUSE);
            // Callers fail at once with this error instead of waiting for their timeout.
            SocketState::Refused(error.clone())
        };
        for shared in self.node.sockets.iter().filter(|shared| shared.is_empty()) {
            shared.clear(state.clone());
        }
        self.node.publish(State::failed(since, attempts, error));
        pause
    }
}

/// Opens the shared sockets that are still missing, all at once; the last failure, if there was one.
async fn open_missing(node: &Arc<Node>) -> Option<ConnectError> {
    let mut opening = JoinSet::new();
    for shared in node.sockets.iter().filter(|shared| shared.is_empty()) {
        let (shared, node) = (Arc::clone(shared), Arc::clone(node));
        opening.spawn(async move {
            let deadline = Instant::now() + node.target.settings.connect_timeout();
            let opened = node.open_sibling(Purpose::Shared, deadline, &node.wake);
            node.install(&shared, opened.await?);
            Ok(())
        });
    }
    let mut failure = None;
    while let Some(opened) = opening.join_next().await {
        if let Ok(Err(error)) = opened {
            failure = Some(error);
        }
    }
    failure
}

/// Makes attempts until one succeeds, one fails for good, or `connect_timeout` is over; then the last failure counts.
///
/// Cancel safe: nothing stays open.
async fn open_first(node: &Node) -> Result<Socket, ConnectError> {
    let deadline = Instant::now() + node.target.settings.connect_timeout();
    let mut backoff = Backoff::new(&node.target.settings);
    let mut last: Option<ConnectError> = None;
    loop {
        let error = match node.open(deadline).await {
            Ok((socket, _)) => return Ok(socket),
            Err(error) if !error.is_transient() => return Err(error),
            Err(error) => error,
        };
        let pause = backoff.next_delay();
        if Instant::now() + pause >= deadline {
            // An attempt that the deadline cut short has a less useful error than the one before it.
            let cut_short = Instant::now() >= deadline;
            return Err(match last {
                Some(earlier) if cut_short => earlier,
                _ => error,
            });
        }
        last = Some(error);
        sleep(pause).await;
    }
}
