//! Keeps the shared sockets of one node alive.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, join, select};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::node::Node;
use super::reauth;
use super::shared_socket::{SharedSocket, SocketState};
use crate::connect::backoff::Backoff;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Purpose;
use crate::error::ConnectError;
use crate::handle::instance::generation::wait_until_idle;
use crate::handle::state::State;

/// A refusal that only a person can end is probed at least this often, so that the mended setting works at once.
pub(crate) const REFUSED_PAUSE: Duration = Duration::from_secs(1);
/// A socket that lived this long shows that the server was well.
const PROVEN: Duration = Duration::from_secs(1);

impl Node {
    /// Opens every shared socket, or returns the error that prevents it. Cancel safe: nothing stays open.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), ConnectError> {
        self.publish(State::Connecting);
        // One first: it shows what kind of failure there is, at the cost of one attempt.
        let link = open_within(self).await?;
        self.install(&self.slots[0], link);
        if let Some(error) = fill(self).await {
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
                let reauthenticating = reauth::keep_signed_in(Arc::clone(&node));
                join(supervise(node), reauthenticating).await;
            }
        })
    }
}

/// Runs until aborted.
async fn supervise(node: Arc<Node>) {
    let mut supervisor = Supervisor {
        backoff: Backoff::new(&node.target.settings),
        flaps: Backoff::flapping(&node.target.settings),
        draining: JoinSet::new(),
        connected: None,
        replace_after: Instant::now(),
        _attendants: node.locator.attend(&node.target),
        node,
    };
    loop {
        supervisor.sweep();
        if supervisor.down().is_none() {
            supervisor.watch().await;
        } else {
            supervisor.reconnect().await;
        }
    }
}

/// Keeps the sockets of a node.
pub(crate) struct Supervisor {
    pub(crate) node: Arc<Node>,
    /// Pauses between the attempts of one outage.
    backoff: Backoff,
    /// Pauses before the first attempt of an outage that follows the last one closely: a server, or a proxy before
    /// it, that accepts and hangs up.
    flaps: Backoff,
    /// Replaced sockets that finish their work.
    pub(crate) draining: JoinSet<()>,
    /// When a socket was last opened.
    pub(crate) connected: Option<Instant>,
    /// No replacement before this.
    pub(crate) replace_after: Instant,
    /// What finds out where the server is.
    _attendants: JoinSet<()>,
}

impl Supervisor {
    /// Takes away what is lost.
    fn sweep(&self) {
        for slot in &self.node.slots {
            if slot.link().is_some_and(|link| link.is_lost()) {
                slot.vacate(SocketState::Down);
            }
        }
    }

    /// A slot without a socket.
    pub(crate) fn down(&self) -> Option<&Arc<SharedSocket>> {
        self.node.slots.iter().find(|slot| slot.is_vacant())
    }

    async fn open(&mut self) -> Result<Socket, ConnectError> {
        let deadline = Instant::now() + self.node.target.settings.connect_timeout();
        let (link, moved) = self.node.open(deadline).await?;
        if moved {
            self.leave();
        }
        Ok(link)
    }

    /// Waits before the next attempt, unless there is reason to make it at once.
    async fn pause(&mut self, pause: Duration) {
        let look = pin!(self.node.locator.astray(&self.node.target));
        if let Either::Right(_) = select(pin!(sleep(pause)), look).await {
            self.backoff.reset();
        }
    }

    /// Attempts until every slot has a socket.
    async fn reconnect(&mut self) {
        let since = std::time::Instant::now();
        let mut attempts = 0;
        let first_use = matches!(self.node.outlet.state(), State::Idle | State::Connecting);
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
            Some(connected) if connected.elapsed() < PROVEN => {
                sleep(self.flaps.next_delay()).await;
            }
            _ => self.flaps.reset(),
        }
        self.backoff.reset();
        loop {
            self.sweep();
            let Some(slot) = self.down().map(Arc::clone) else {
                self.node.publish_ready();
                return;
            };
            attempts += 1;
            let error = match self.open().await {
                Ok(link) => {
                    self.node.install(&slot, link);
                    self.connected = Some(Instant::now());
                    // The server is there: the other slots follow together.
                    match fill(&self.node).await {
                        None => continue,
                        Some(error) => error,
                    }
                }
                Err(error) => error,
            };
            let pause = self.fail(since, attempts, error);
            self.pause(pause).await;
        }
    }

    /// Shows a failure, and says how long to wait before the next attempt.
    fn fail(&mut self, since: std::time::Instant, attempts: u32, error: ConnectError) -> Duration {
        let transient = error.is_transient();
        let mut pause = self.backoff.next_delay();
        let station = if transient {
            SocketState::Down
        } else {
            pause = pause.min(REFUSED_PAUSE);
            SocketState::Refused(error.clone())
        };
        for slot in self.node.slots.iter().filter(|slot| slot.is_vacant()) {
            slot.vacate(station.clone());
        }
        self.node.publish(State::failed(since, attempts, error));
        pause
    }
}

/// Fills the slots that are still empty, all at once; the last failure, if there was one.
pub(crate) async fn fill(node: &Arc<Node>) -> Option<ConnectError> {
    let mut opening = JoinSet::new();
    for slot in node.slots.iter().filter(|slot| slot.is_vacant()) {
        let (slot, node) = (Arc::clone(slot), Arc::clone(node));
        opening.spawn(async move {
            let deadline = Instant::now() + node.target.settings.connect_timeout();
            let link = node
                .open_alike(Purpose::Shared, deadline, &node.told)
                .await?;
            node.install(&slot, link);
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

/// Attempts until one succeeds, one fails for good, or `connect_timeout` is over; then the last failure counts.
///
/// Cancel safe: nothing stays open.
async fn open_within(node: &Node) -> Result<Socket, ConnectError> {
    let deadline = Instant::now() + node.target.settings.connect_timeout();
    let mut backoff = Backoff::new(&node.target.settings);
    let mut last: Option<ConnectError> = None;
    loop {
        let error = match node.open(deadline).await {
            Ok((link, _)) => return Ok(link),
            Err(error) if !error.is_transient() => return Err(error),
            Err(error) => error,
        };
        let pause = backoff.next_delay();
        if Instant::now() + pause >= deadline {
            // An attempt that the end of the time cut short says less than the one before it.
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

/// Lets a replaced socket finish what was written on it.
pub(crate) async fn drain(link: Arc<Socket>, limit: Duration) {
    wait_until_idle(Arc::clone(&link), Instant::now() + limit).await;
    // Callers that are still bound to it find it closed before they write, and move to the new one.
    link.close();
}
