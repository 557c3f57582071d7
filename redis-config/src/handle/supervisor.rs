//! Keeps the shared sockets of one node alive.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::generation::settle;
use super::locator::Sign;
use super::node::Node;
use super::reauth;
use super::slot::{Slot, Station};
use super::state::State;
use crate::connect::{Backoff, Link, Purpose};
use crate::error::{ConnectError, ConnectErrorKind};

/// A refusal that only a person can end is probed at least this often, so that the mended setting works at once.
pub(super) const REFUSED_PAUSE: Duration = Duration::from_secs(1);
/// A socket that lived this long shows that the server was well.
const PROVEN: Duration = Duration::from_secs(1);
/// Pause after a replacement that failed: the old socket still works.
const REPLACE_RETRY: Duration = Duration::from_secs(5);
/// How long a server is asked whether it is still the primary, before it counts as one that is not.
const ROLE_PATIENCE: Duration = Duration::from_secs(1);

/// Runs until aborted.
pub(super) async fn supervise(node: Arc<Node>) {
    let mut supervisor = Supervisor {
        backoff: Backoff::new(&node.target.settings),
        flaps: Backoff::new(&node.target.settings),
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

struct Supervisor {
    node: Arc<Node>,
    /// Pauses between the attempts of one outage.
    backoff: Backoff,
    /// Pauses before the first attempt of an outage that follows the last one closely: a server, or a proxy before
    /// it, that accepts and hangs up.
    flaps: Backoff,
    /// Replaced sockets that finish their work.
    draining: JoinSet<()>,
    /// When a socket was last opened.
    connected: Option<Instant>,
    /// No replacement before this.
    replace_after: Instant,
    /// What finds out where the server is.
    _attendants: JoinSet<()>,
}

impl Supervisor {
    /// Takes away what is lost.
    fn sweep(&self) {
        for slot in &self.node.slots {
            if slot.link().is_some_and(|link| link.is_lost()) {
                slot.vacate(Station::Down);
            }
        }
    }

    /// A slot without a socket.
    fn down(&self) -> Option<&Arc<Slot>> {
        self.node.slots.iter().find(|slot| slot.is_vacant())
    }

    /// All is well: waits until it is not, or until something is due.
    async fn watch(&mut self) {
        while self.draining.try_join_next().is_some() {}
        let prune = self.node.pool.prune(|link| self.node.is_of_use(link));
        let replacement = self.next_replacement();
        if let Some((due, slot)) = &replacement
            && *due <= Instant::now()
        {
            let slot = Arc::clone(slot);
            self.replace(&slot).await;
            return;
        }
        let due = [prune, replacement.map(|(due, _)| due)]
            .into_iter()
            .flatten()
            .min();
        let sign = {
            let told = self.node.told.notified();
            let woken = pin!(async {
                match due {
                    Some(due) => drop(timeout_at(due, told).await),
                    None => told.await,
                }
            });
            match select(woken, pin!(self.node.locator.astray())).await {
                // Woken or due: the caller looks at everything again.
                Either::Left(_) => return,
                Either::Right((sign, _)) => sign,
            }
        };
        match sign {
            Sign::Elsewhere => self.relocate().await,
            // Said by a script, which can say what it likes.
            Sign::Demoted | Sign::Doubted if self.is_still_primary().await => {}
            Sign::Demoted => self.leave(),
            Sign::Doubted => self.look_again().await,
        }
    }

    /// Opens a socket while others are in use. `None`: one of those was lost meanwhile, which is more urgent.
    async fn open_beside(&mut self) -> Option<Result<Link, ConnectError>> {
        let opened = {
            let deadline = Instant::now() + self.node.target.settings.connect_timeout();
            let opening = Box::pin(self.node.open(deadline));
            match select(opening, pin!(self.lost())).await {
                Either::Left((opened, _)) => opened,
                Either::Right(_) => return None,
            }
        };
        Some(opened.map(|(link, moved)| {
            if moved {
                self.leave();
            }
            link
        }))
    }

    /// Completes when a socket is lost.
    async fn lost(&self) {
        let lost = |slot: &Arc<Slot>| slot.link().is_none_or(|link| link.is_lost());
        while !self.node.slots.iter().any(lost) {
            self.node.told.notified().await;
        }
    }

    /// Goes where the server is now. The sockets in use stay until another server has proved to be the right one.
    async fn relocate(&mut self) {
        let Some(opened) = self.open_beside().await else {
            return;
        };
        // No socket was given up: the server in use is the right one still, or nobody can say.
        let Some(slot) = self.down().map(Arc::clone) else {
            if let Err(error) = opened {
                tracing::debug!(
                    instance = self.node.target.settings.name(),
                    error = error.message.as_str(),
                    "redis primary said to be elsewhere, and not found there"
                );
            }
            return;
        };
        if let Ok(link) = opened {
            self.node.install(&slot, link);
            self.connected = Some(Instant::now());
            fill(&self.node).await;
        }
    }

    /// Asks the address again where it leads. The sockets in use stay, unless what answers there is a primary.
    async fn look_again(&mut self) {
        let Some(Ok(link)) = self.open_beside().await else {
            return;
        };
        if link.greeting.role.as_deref() != Some("master") {
            return;
        }
        self.leave();
        if let Some(slot) = self.down().map(Arc::clone) {
            self.node.install(&slot, link);
            self.connected = Some(Instant::now());
            fill(&self.node).await;
        }
    }

    /// Whether the server in use says that it is a primary.
    async fn is_still_primary(&self) -> bool {
        let Some(link) = self.node.slots.iter().find_map(|slot| slot.link()) else {
            return false;
        };
        let role = timeout(ROLE_PATIENCE, link.role()).await.ok().flatten();
        role.as_deref() == Some("master")
    }

    /// Gives up every socket to the server in use; what was written on them is still answered there.
    fn leave(&mut self) {
        let limit = self.node.target.settings.drain_timeout();
        let mut links: Vec<_> = self
            .node
            .slots
            .iter()
            .filter_map(|slot| {
                let link = slot.link();
                slot.vacate(Station::Down);
                link
            })
            .collect();
        let left = self.node.pool.leave();
        let last = links.pop();
        for link in links {
            self.draining.spawn(drain(link, limit));
        }
        let node = Arc::clone(&self.node);
        self.draining.spawn(async move {
            let deadline = Instant::now() + limit;
            node.pool
                .see_off_left(left, last.as_deref(), deadline)
                .await;
            if let Some(link) = last {
                drain(link, limit).await;
            }
        });
    }

    /// The next socket to replace, and when: one that is past its age, or signed in with credentials that were replaced.
    fn next_replacement(&self) -> Option<(Instant, Arc<Slot>)> {
        let serial = self.node.target.settings.login().serial();
        let dated = self.node.slots.iter().filter_map(|slot| {
            let link = slot.link()?;
            let due = match link.serial() == serial {
                true => link.expires?,
                false => self.replace_after,
            };
            Some((due, Arc::clone(slot)))
        });
        let (due, slot) = dated.min_by_key(|(due, _)| *due)?;
        Some((due.max(self.replace_after), slot))
    }

    /// A new socket first; then the old one finishes what was written on it, and goes.
    async fn replace(&mut self, slot: &Arc<Slot>) {
        let opened = match self.node.take_spare() {
            Some(link) => Ok(link),
            None => match self.open_beside().await {
                Some(opened) => opened,
                None => return,
            },
        };
        let failure = match opened {
            // A server that does not know the newest credentials yet would be asked again for ever.
            Ok(link) if link.refused().is_some() => {
                let code = link.refused().unwrap_or_default();
                reauth::show_refused(&self.node, Some(code));
                format!("the newest credentials are refused with `{code}`")
            }
            Ok(link) => {
                if let Some(old) = self.node.install(slot, link) {
                    let limit = self.node.target.settings.drain_timeout();
                    self.draining.spawn(drain(old, limit));
                }
                return;
            }
            Err(error) => {
                if error.kind == ConnectErrorKind::Auth {
                    reauth::show_refused(&self.node, None);
                }
                error.message
            }
        };
        self.replace_after = Instant::now() + REPLACE_RETRY;
        tracing::warn!(
            instance = self.node.target.settings.name(),
            address = self.node.target.settings.address(),
            error = failure.as_str(),
            "redis socket is to be replaced, and a new one cannot be opened"
        );
    }

    async fn open(&mut self) -> Result<Link, ConnectError> {
        let deadline = Instant::now() + self.node.target.settings.connect_timeout();
        let (link, moved) = Box::pin(self.node.open(deadline)).await?;
        if moved {
            self.leave();
        }
        Ok(link)
    }

    /// Waits before the next attempt, unless there is reason to make it at once.
    async fn pause(&mut self, pause: Duration) {
        let look = pin!(self.node.locator.astray());
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
            Station::Down
        } else {
            pause = pause.min(REFUSED_PAUSE);
            Station::Refused(error.clone())
        };
        for slot in self.node.slots.iter().filter(|slot| slot.is_vacant()) {
            slot.vacate(station.clone());
        }
        self.node.publish(State::failed(since, attempts, error));
        pause
    }
}

/// Fills the slots that are still empty, all at once; the last failure, if there was one.
pub(super) async fn fill(node: &Arc<Node>) -> Option<ConnectError> {
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
pub(super) async fn open_within(node: &Node) -> Result<Link, ConnectError> {
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
async fn drain(link: Arc<Link>, limit: Duration) {
    settle(Arc::clone(&link), Instant::now() + limit).await;
    // Callers that are still bound to it find it closed before they write, and move to the new one.
    link.cut();
}
