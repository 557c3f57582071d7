//! One server of an instance: the places of its shared sockets, and its dedicated ones.

use crate::sync::{Mutex, RestartableTask, RoundRobin};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, MutexGuard};
use std::task::Poll;

use redis_config_rules::Setting;
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

use super::dedicated_pool::DedicatedPool;
use super::server_condition_log::ConditionLog;
use super::shared_socket::{SharedSocket, SocketState, Unavailable};
use crate::connect;
use crate::connect::open::PushHandler;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::node::locate::locator::Locator;
use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use redis_config_rules::duration;

/// One server of an instance, as its connections and its supervisor see it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) target: Target,
    pub(crate) locator: Locator,
    pub(crate) slots: Box<[Arc<SharedSocket>]>,
    pub(crate) outlet: Arc<StatePublisher>,
    /// Hears of every shared socket that ends.
    pub(crate) told: Arc<Notify>,
    pub(crate) pool: DedicatedPool,
    /// Number of the generation that this node is part of.
    generation: u64,
    epochs: AtomicU64,
    next_slot: RoundRobin,
    /// A socket with the newest credentials, to take the place of one with older ones.
    spare: Mutex<Option<Socket>>,
    pub(crate) complaints: ConditionLog,
    /// See [`supervisor`](super::supervisor).
    pub(crate) supervisor: RestartableTask,
}

impl Node {
    pub(crate) fn new(
        target: Target,
        locator: Locator,
        outlet: Arc<StatePublisher>,
        generation: u64,
    ) -> Self {
        let permits = usize::from(target.settings.dedicated_connections().max(1));
        let permits = Arc::new(Semaphore::new(permits));
        Self::member(target, locator, outlet, generation, &permits)
    }

    /// One of several nodes, which share the permits for dedicated sockets.
    pub(crate) fn member(
        target: Target,
        locator: Locator,
        outlet: Arc<StatePublisher>,
        generation: u64,
        permits: &Arc<Semaphore>,
    ) -> Self {
        let count = match locator {
            Locator::Seeds(_) => 1,
            _ => target.settings.connections().max(1),
        };
        let slots = (0..count).map(|_| Arc::new(SharedSocket::new()));
        Self {
            slots: slots.collect(),
            pool: DedicatedPool::new(Arc::clone(permits)),
            told: Arc::new(Notify::new()),
            epochs: AtomicU64::new(0),
            next_slot: RoundRobin::default(),
            spare: Mutex::new(None),
            complaints: ConditionLog::default(),
            supervisor: RestartableTask::default(),
            target,
            locator,
            outlet,
            generation,
        }
    }

    /// The next slot for a new connection, round robin.
    pub(crate) fn next_slot(&self) -> Arc<SharedSocket> {
        Arc::clone(&self.slots[self.next_slot.next() % self.slots.len()])
    }

    /// Puts a new socket into a slot, and gives back the one that stood there.
    pub(crate) fn install(&self, slot: &SharedSocket, link: Socket) -> Option<Arc<Socket>> {
        let epoch = self.epochs.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::debug!(
            instance = self.target.settings.name(),
            address = self.target.settings.address(),
            generation = self.generation,
            socket = epoch,
            "redis socket up"
        );
        slot.install(Arc::new(link), epoch)
    }

    /// Shows a new state, and says so.
    pub(crate) fn publish(&self, state: State) {
        self.outlet.publish(state);
    }

    /// How this node is when all is well.
    pub(crate) fn ready(&self) -> State {
        State::Ready {
            topology: self.target.topology,
        }
    }

    pub(crate) fn publish_ready(&self) {
        self.publish(self.ready());
    }

    /// Opens a shared socket to where this node is now; `true` if that is another server than before. Cancel safe:
    /// nothing stays open.
    pub(crate) async fn open(&self, deadline: Instant) -> Result<(Socket, bool), ConnectError> {
        let Self {
            target,
            locator,
            told,
            ..
        } = self;
        locator.open(target, Purpose::Shared, deadline, told).await
    }

    /// Leaves a socket to the supervisor, who puts it in the place of one that is of no use any more.
    pub(crate) fn keep_spare(&self, link: Socket) {
        *self.spare() = Some(link);
        self.told.notify_one();
    }

    pub(crate) fn take_spare(&self) -> Option<Socket> {
        let spare = self.spare().take();
        spare.filter(|link| self.is_of_use(link))
    }

    fn spare(&self) -> MutexGuard<'_, Option<Socket>> {
        self.spare.lock()
    }

    /// Opens one more socket to the same server. Cancel safe: nothing stays open.
    pub(crate) async fn open_alike(
        &self,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Socket, ConnectError> {
        let Self {
            target, locator, ..
        } = self;
        locator.open_alike(target, purpose, deadline, told).await
    }

    /// Opens a socket that hears messages, once the supervisor has reached the server. Cancel safe: nothing stays open.
    pub(crate) async fn open_hearing(
        self: &Arc<Self>,
        told: &Arc<Notify>,
        ears: PushHandler,
    ) -> Result<(Socket, ServerAddr), ConnectError> {
        let deadline = Instant::now() + self.target.settings.connect_timeout();
        self.up(&self.slots[0], deadline, false).await?;
        let Some(place) = self.locator.place() else {
            return Err(self.late());
        };
        let link = connect::open::open_pubsub(&self.target, &place, ears, deadline, told).await?;
        Ok((link, place))
    }

    /// Waits for a live socket in a slot; who does not stay, only until the instance moves on. Cancel safe.
    ///
    /// Whatever the number of those who wait, the supervisor alone makes attempts.
    pub(crate) async fn up(
        self: &Arc<Self>,
        slot: &SharedSocket,
        deadline: Instant,
        stays: bool,
    ) -> Result<(Arc<Socket>, u64), ConnectError> {
        if self.target.settings.disabled() {
            return Err(self.disabled());
        }
        let mut up = pin!(slot.up(deadline, stays));
        let settled = loop {
            let mut ended = pin!(self.supervisor.ended());
            ended.as_mut().enable();
            if !self.ensure_supervised() {
                return Err(self.target.error(
                    ConnectErrorKind::Server,
                    "there is no Tokio runtime here",
                    "use the connection inside a Tokio runtime",
                ));
            }
            let turn = poll_fn(|cx| match up.as_mut().poll(cx) {
                Poll::Ready(settled) => Poll::Ready(Some(settled)),
                Poll::Pending => ended.as_mut().poll(cx).map(|()| None),
            });
            if let Some(settled) = turn.await {
                break settled;
            }
        };
        match settled {
            Ok(up) => Ok(up),
            Err(Unavailable::Refused(error)) => Err(error),
            // Who is left behind asks the next generation; the error is not shown.
            Err(Unavailable::Late | Unavailable::Left) => Err(self.late()),
            Err(Unavailable::Closed) => Err(self.target.error(
                ConnectErrorKind::Server,
                "the instance is closed",
                "keep a handle of it alive",
            )),
        }
    }

    fn disabled(&self) -> ConnectError {
        // Said once, however many commands are refused.
        self.outlet
            .amend(|state| (!matches!(state, State::Disabled)).then_some(State::Disabled));
        self.target.error(
            ConnectErrorKind::Disabled,
            "the instance is disabled",
            format!("set {} to `false`", self.target.naming(Setting::Disabled)),
        )
    }

    fn late(&self) -> ConnectError {
        if let Some(error) = self.outlet.state().last_error() {
            return error.clone();
        }
        self.target.error(
            ConnectErrorKind::Timeout,
            format!(
                "no connection within {}",
                duration::format(self.target.settings.response_timeout())
            ),
            "see `state()` of the handle for what it waits for",
        )
    }

    /// Sends away everyone who is not pinned to this generation.
    pub(crate) fn retire(&self) {
        for slot in &self.slots {
            slot.retire();
        }
        self.pool.shut();
    }

    /// Whether a socket can serve its next user: it lives, is not past its age, and is signed in with the credentials that
    /// were accepted last.
    pub(crate) fn is_of_use(&self, link: &Socket) -> bool {
        let credentials = self.target.settings.credential_state();
        !link.is_lost() && !link.is_aged() && link.serial() == credentials.serial()
    }

    /// Whether every shared socket that is up is signed in with the credentials that were accepted last.
    pub(crate) fn is_signed_in(&self) -> bool {
        let serial = self.target.settings.credential_state().serial();
        let mut links = self.slots.iter().filter_map(|slot| slot.link());
        links.all(|link| link.serial() == serial)
    }

    /// Closes every socket but the dedicated ones in use, for good.
    pub(crate) fn close(&self) {
        self.supervisor.close();
        for slot in &self.slots {
            // Callers that are bound to it may sleep for long, and it would stay open as long as they do.
            if let Some(link) = slot.link() {
                link.close();
            }
            slot.vacate(SocketState::Closed);
        }
        *self.spare() = None;
        self.locator.close();
        self.pool.shut();
        self.publish(State::Closed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.supervisor.is_closed()
    }
}
