//! What the handles of one instance share.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use tokio::runtime;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::lease::Pool;
use super::slot::{Slot, Station, Vacant};
use super::state::State;
use super::supervisor;
use crate::connect::{Link, Place, Target, spoken};
use crate::error::{ConnectError, ConnectErrorKind};

/// One instance, as its handles and its supervisor see it.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) target: Target,
    pub(super) place: Place,
    pub(super) slots: Box<[Arc<Slot>]>,
    pub(super) state: watch::Sender<State>,
    /// Hears of every shared socket that ends.
    pub(super) told: Arc<Notify>,
    pub(super) pool: Pool,
    epochs: AtomicU64,
    next_slot: AtomicUsize,
    supervised: AtomicBool,
    /// Tells those who wait for a socket that the supervisor's runtime is gone.
    orphaned: Notify,
    supervisor: Mutex<Option<AbortHandle>>,
}

/// Held by the supervisor's task: its end, however it comes, makes room for the next one.
struct Tenure(Arc<Shared>);

impl Drop for Tenure {
    fn drop(&mut self) {
        self.0.supervised.store(false, Ordering::Release);
        self.0.orphaned.notify_waiters();
    }
}

impl Shared {
    /// The next slot for a new connection, round robin.
    pub(super) fn next_slot(&self) -> Arc<Slot> {
        let turn = self.next_slot.fetch_add(1, Ordering::Relaxed);
        Arc::clone(&self.slots[turn % self.slots.len()])
    }

    /// Puts a new socket into a slot, and gives back the one that stood there.
    pub(super) fn install(&self, slot: &Slot, link: Link) -> Option<Arc<Link>> {
        let epoch = self.epochs.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::debug!(
            instance = self.target.settings.name(),
            address = self.target.settings.address(),
            generation = epoch,
            "redis socket up"
        );
        slot.install(Arc::new(link), epoch)
    }

    /// Shows a new state, and says so: once for each transition, quietly for each further attempt in one state.
    pub(super) fn publish(&self, state: State) {
        let instance = self.target.settings.name();
        let address = self.target.settings.address();
        let generation = self.epochs.load(Ordering::Relaxed);
        let error = state.last_error().map(|error| error.message.clone());
        let error = error.as_deref().unwrap_or_default();
        let entered =
            std::mem::discriminant(&*self.state.borrow()) != std::mem::discriminant(&state);
        match &state {
            State::Ready => tracing::info!(instance, address, generation, "redis ready"),
            State::Reconnecting { attempts, .. } if entered || *attempts == 1 => {
                tracing::warn!(
                    instance,
                    address,
                    generation,
                    attempts,
                    error,
                    "redis reconnecting"
                );
            }
            State::AuthRejected { attempts, .. } if entered => {
                tracing::error!(
                    instance,
                    address,
                    generation,
                    attempts,
                    error,
                    "redis credentials rejected"
                );
            }
            State::Reconnecting { attempts, .. } | State::AuthRejected { attempts, .. } => {
                tracing::debug!(
                    instance,
                    address,
                    generation,
                    attempts,
                    error,
                    "redis attempt failed"
                );
            }
            State::Idle => {}
            State::Connecting => tracing::debug!(instance, address, generation, "redis connecting"),
            State::Closed => tracing::debug!(instance, address, generation, "redis closed"),
        }
        self.state.send_replace(state);
    }

    /// Starts the supervisor if none runs: at the first use, and when the runtime that it ran on is gone.
    ///
    /// `false` if there is no Tokio runtime to run it on.
    fn ensure_supervised(self: &Arc<Self>) -> bool {
        if self.supervised.load(Ordering::Acquire) {
            return true;
        }
        let Ok(runtime) = runtime::Handle::try_current() else {
            return false;
        };
        if self.supervised.swap(true, Ordering::AcqRel) {
            return true;
        }
        let (tenure, shared) = (Tenure(Arc::clone(self)), Arc::clone(self));
        let task = runtime.spawn(async move {
            let _tenure = tenure;
            supervisor::supervise(shared).await;
        });
        *self
            .supervisor
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        true
    }

    /// Waits for a live socket in a slot. Cancel safe.
    ///
    /// Whatever the number of those who wait, the supervisor alone makes attempts.
    pub(super) async fn up(
        self: &Arc<Self>,
        slot: &Slot,
        deadline: Instant,
    ) -> Result<(Arc<Link>, u64), ConnectError> {
        let mut up = pin!(slot.up(deadline));
        let settled = loop {
            let mut orphaned = pin!(self.orphaned.notified());
            orphaned.as_mut().enable();
            if !self.ensure_supervised() {
                return Err(self.target.error(
                    ConnectErrorKind::Server,
                    "there is no Tokio runtime here",
                    "use the connection inside a Tokio runtime",
                ));
            }
            let turn = poll_fn(|cx| match up.as_mut().poll(cx) {
                Poll::Ready(settled) => Poll::Ready(Some(settled)),
                Poll::Pending => orphaned.as_mut().poll(cx).map(|()| None),
            });
            if let Some(settled) = turn.await {
                break settled;
            }
        };
        match settled {
            Ok(up) => Ok(up),
            Err(Vacant::Refused(error)) => Err(error),
            Err(Vacant::Late) => Err(self.late()),
            Err(Vacant::Closed) => Err(self.target.error(
                ConnectErrorKind::Server,
                "the instance is closed",
                "keep a handle of it alive",
            )),
        }
    }

    fn late(&self) -> ConnectError {
        if let Some(error) = self.state.borrow().last_error() {
            return error.clone();
        }
        self.target.error(
            ConnectErrorKind::Timeout,
            format!(
                "no connection within {}",
                spoken(self.target.settings.response_timeout())
            ),
            "see `state()` of the handle for what it waits for",
        )
    }

    fn close(&self) {
        let supervisor = self
            .supervisor
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(supervisor) = supervisor {
            supervisor.abort();
        }
        for slot in &self.slots {
            slot.vacate(Station::Closed);
        }
        self.pool.clear();
        self.publish(State::Closed);
    }
}

/// Keeps an instance open; the last one closes it. Tasks hold only what is inside.
#[derive(Debug)]
pub(super) struct Instance {
    shared: Arc<Shared>,
}

impl Instance {
    pub(super) fn new(target: Target) -> Self {
        let slots = (0..target.settings.connections().max(1)).map(|_| Arc::new(Slot::new()));
        Self {
            shared: Arc::new(Shared {
                slots: slots.collect(),
                state: watch::Sender::new(State::Idle),
                told: Arc::new(Notify::new()),
                pool: Pool::new(usize::from(target.settings.dedicated_connections().max(1))),
                epochs: AtomicU64::new(0),
                next_slot: AtomicUsize::new(0),
                supervised: AtomicBool::new(false),
                orphaned: Notify::new(),
                supervisor: Mutex::new(None),
                place: Place::data(target.settings.endpoint().clone()),
                target,
            }),
        }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Fills every slot, or says why that is impossible. Cancel safe: nothing stays open.
    pub(super) async fn connect(&self) -> Result<(), ConnectError> {
        let shared = &self.shared;
        shared.publish(State::Connecting);
        // One first: it shows what kind of failure there is, at the cost of one attempt.
        let link = supervisor::open_within(shared).await?;
        shared.install(&shared.slots[0], link);
        if let Some(error) = supervisor::fill(shared).await {
            return Err(error);
        }
        shared.publish(State::Ready);
        shared.ensure_supervised();
        Ok(())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.shared.close();
    }
}
