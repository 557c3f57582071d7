//! Keeps the shared sockets of one instance alive.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::instance::Shared;
use super::slot::{Slot, Station};
use super::state::State;
use crate::connect::{self, Backoff, Link, Purpose};
use crate::error::{ConnectError, ConnectErrorKind};

/// A refusal that only a person can end is probed at least this often, so that the mended setting works at once.
const REFUSED_PAUSE: Duration = Duration::from_secs(1);
/// A socket that lived this long shows that the server was well.
const PROVEN: Duration = Duration::from_secs(1);
/// Time for callers who saw the old socket a moment ago to submit what they have.
const SETTLE_PAUSE: Duration = Duration::from_millis(50);
/// Pause after a replacement that failed: the old socket still works.
const AGE_RETRY: Duration = Duration::from_secs(5);

/// Runs until aborted.
pub(super) async fn supervise(shared: Arc<Shared>) {
    let mut supervisor = Supervisor {
        backoff: Backoff::new(&shared.target.settings),
        flaps: Backoff::new(&shared.target.settings),
        draining: JoinSet::new(),
        connected: None,
        replace_after: Instant::now(),
        age: 1.0,
        shared,
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
    shared: Arc<Shared>,
    /// Pauses between the attempts of one outage.
    backoff: Backoff,
    /// Pauses before the first attempt of an outage that follows the last one closely: a server, or a proxy before
    /// it, that accepts and hangs up.
    flaps: Backoff,
    /// Replaced sockets that finish their work.
    draining: JoinSet<()>,
    /// When a socket was last opened.
    connected: Option<Instant>,
    /// No replacement for age before this.
    replace_after: Instant,
    /// Part of `max_connection_age` after which a socket is replaced; drawn anew each time, so that the sockets of a
    /// fleet do not all go at once.
    age: f64,
}

impl Supervisor {
    /// Takes away what is lost.
    fn sweep(&self) {
        for slot in &self.shared.slots {
            if slot.link().is_some_and(|link| link.is_lost()) {
                slot.vacate(Station::Down);
            }
        }
    }

    /// A slot without a socket.
    fn down(&self) -> Option<&Arc<Slot>> {
        self.shared.slots.iter().find(|slot| slot.epoch() == 0)
    }

    /// All is well: waits until it is not, or until something is due.
    async fn watch(&mut self) {
        while self.draining.try_join_next().is_some() {}
        let prune = self.shared.pool.prune();
        let aged = self.next_replacement();
        if let Some((due, slot)) = &aged
            && *due <= Instant::now()
        {
            let slot = Arc::clone(slot);
            self.replace(&slot).await;
            return;
        }
        let due = [prune, aged.map(|(due, _)| due)]
            .into_iter()
            .flatten()
            .min();
        let told = self.shared.told.notified();
        match due {
            // Woken or due: the caller looks at everything again.
            Some(due) => drop(timeout_at(due, told).await),
            None => told.await,
        }
    }

    /// The next socket to replace for its age, and when.
    fn next_replacement(&self) -> Option<(Instant, Arc<Slot>)> {
        let age = self.shared.target.settings.max_connection_age()?;
        let age = age.mul_f64(self.age);
        let slots = self.shared.slots.iter();
        let dated = slots.filter_map(|slot| Some((slot.link()?.opened + age, Arc::clone(slot))));
        let (due, slot) = dated.min_by_key(|(due, _)| *due)?;
        Some((due.max(self.replace_after), slot))
    }

    /// A new socket first; then the old one finishes what was written on it, and goes.
    async fn replace(&mut self, slot: &Arc<Slot>) {
        self.age = 0.9 + 0.1 * self.backoff.fraction();
        match self.open().await {
            Ok(link) => {
                let old = self.shared.install(slot, link);
                if let Some(old) = old {
                    let limit = self.shared.target.settings.drain_timeout();
                    self.draining.spawn(drain(old, limit));
                }
            }
            Err(error) => {
                self.replace_after = Instant::now() + AGE_RETRY;
                tracing::warn!(
                    instance = self.shared.target.settings.name(),
                    address = self.shared.target.settings.address(),
                    error = error.message.as_str(),
                    "redis socket is past its age, and a new one cannot be opened"
                );
            }
        }
    }

    async fn open(&self) -> Result<Link, ConnectError> {
        open(&self.shared).await
    }

    /// Attempts until every slot has a socket.
    async fn reconnect(&mut self) {
        let since = std::time::Instant::now();
        let mut attempts = 0;
        let first_use = matches!(*self.shared.state.borrow(), State::Idle | State::Connecting);
        if first_use {
            self.shared.publish(State::Connecting);
        } else {
            self.shared.publish(State::Reconnecting {
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
                self.shared.publish(State::Ready);
                return;
            };
            attempts += 1;
            let error = match self.open().await {
                Ok(link) => {
                    self.shared.install(&slot, link);
                    self.connected = Some(Instant::now());
                    // The server is there: the other slots follow together.
                    match fill(&self.shared).await {
                        None => continue,
                        Some(error) => error,
                    }
                }
                Err(error) => error,
            };
            let pause = self.fail(since, attempts, error);
            sleep(pause).await;
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
        for slot in self.shared.slots.iter().filter(|slot| slot.epoch() == 0) {
            slot.vacate(station.clone());
        }
        self.shared.publish(match error.kind {
            ConnectErrorKind::Auth => State::AuthRejected {
                since,
                attempts,
                last_error: error,
            },
            _ => State::Reconnecting {
                since,
                attempts,
                last_error: Some(error),
            },
        });
        pause
    }
}

/// Fills the slots that are still empty, all at once; the last failure, if there was one.
pub(super) async fn fill(shared: &Arc<Shared>) -> Option<ConnectError> {
    let mut opening = JoinSet::new();
    for slot in shared.slots.iter().filter(|slot| slot.epoch() == 0) {
        let (slot, shared) = (Arc::clone(slot), Arc::clone(shared));
        opening.spawn(async move {
            let link = open(&shared).await?;
            shared.install(&slot, link);
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

async fn open(shared: &Shared) -> Result<Link, ConnectError> {
    open_by(
        shared,
        Instant::now() + shared.target.settings.connect_timeout(),
    )
    .await
}

async fn open_by(shared: &Shared, deadline: Instant) -> Result<Link, ConnectError> {
    connect::open(
        &shared.target,
        &shared.place,
        Purpose::Shared,
        deadline,
        &shared.told,
    )
    .await
}

/// Attempts until one succeeds, one fails for good, or `connect_timeout` is over; then the last failure counts.
///
/// Cancel safe: nothing stays open.
pub(super) async fn open_within(shared: &Shared) -> Result<Link, ConnectError> {
    let deadline = Instant::now() + shared.target.settings.connect_timeout();
    let mut backoff = Backoff::new(&shared.target.settings);
    let mut last: Option<ConnectError> = None;
    loop {
        let error = match open_by(shared, deadline).await {
            Ok(link) => return Ok(link),
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
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline && !link.is_lost() {
        sleep(SETTLE_PAUSE).await;
        if let Ok(true) = timeout_at(deadline, link.is_settled()).await {
            break;
        }
    }
    // Callers that are still bound to it find it closed before they write, and move to the new one.
    link.cut();
}
