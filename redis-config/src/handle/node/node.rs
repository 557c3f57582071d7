//! One server of an instance: its shared sockets, and its dedicated ones.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::{Either, join, join_all, select};
use redis_config_rules::Setting;
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

use super::dedicated_pool::DedicatedPool;
use super::locate::locator::Locator;
use super::locate::open_request::OpenRequest;
use super::server_condition_log::ConditionLog;
use super::shared_socket::{SharedSocket, SocketState, Unavailable};
use crate::command::server_condition::ServerCondition;
use crate::connect;
use crate::connect::server::ServerAddr;
use crate::connect::socket::driver::PushHandler;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error::closed;
use crate::handle::drain::wait_until_idle;
use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use crate::sync::{Mutex, RestartableTask, RoundRobin};
use redis_config_rules::duration;

/// One server of an instance, as its connections and its supervisor use it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) target: Target,
    pub(crate) locator: Locator,
    pub(crate) sockets: Box<[Arc<SharedSocket>]>,
    pub(crate) publisher: Arc<StatePublisher>,
    /// Wakes the supervisor: a shared socket has ended, or something is due.
    pub(crate) wake: Arc<Notify>,
    pub(crate) pool: DedicatedPool,
    /// Number of the generation that this node is part of.
    generation: u64,
    epochs: AtomicU64,
    round_robin: RoundRobin,
    /// A socket with the newest credentials, to replace one with older ones.
    spare: Mutex<Option<Socket>>,
    conditions: ConditionLog,
    /// Started by [`supervisor`](super::supervisor); closed with the node.
    pub(super) supervisor: RestartableTask,
}

impl Node {
    pub(crate) fn new(
        target: Target,
        locator: Locator,
        publisher: Arc<StatePublisher>,
        generation: u64,
    ) -> Self {
        let permits = usize::from(target.settings.dedicated_connections().max(1));
        let permits = Arc::new(Semaphore::new(permits));
        Self::with_permits(target, locator, publisher, generation, &permits)
    }

    /// One of several nodes, which share the permits for dedicated sockets.
    pub(crate) fn with_permits(
        target: Target,
        locator: Locator,
        publisher: Arc<StatePublisher>,
        generation: u64,
        permits: &Arc<Semaphore>,
    ) -> Self {
        let count = match locator {
            Locator::Seeds(_) => 1,
            _ => target.settings.connections().max(1),
        };
        let sockets = (0..count).map(|_| Arc::new(SharedSocket::new()));
        Self {
            sockets: sockets.collect(),
            pool: DedicatedPool::new(Arc::clone(permits)),
            wake: Arc::new(Notify::new()),
            epochs: AtomicU64::new(0),
            round_robin: RoundRobin::default(),
            spare: Mutex::new(None),
            conditions: ConditionLog::default(),
            supervisor: RestartableTask::default(),
            target,
            locator,
            publisher,
            generation,
        }
    }

    /// The shared socket for a new connection, round robin.
    pub(crate) fn next_socket(&self) -> Arc<SharedSocket> {
        Arc::clone(&self.sockets[self.round_robin.next() % self.sockets.len()])
    }

    /// A shared socket that is up or was lost a moment ago, if there is one.
    pub(crate) fn any_socket(&self) -> Option<Arc<Socket>> {
        self.sockets.iter().find_map(|shared| shared.current())
    }

    /// Waits for the replies to everything that was written, and unblocks what waits on dedicated sockets without a pin.
    pub(crate) async fn wait_until_idle(&self, deadline: Instant) {
        let sockets = self.sockets.iter().filter_map(|shared| shared.current());
        let idle = join_all(sockets.map(|socket| wait_until_idle(socket, deadline)));
        let via = self.any_socket();
        let unblocked = self.pool.unblock_unpinned(via.as_deref(), deadline);
        join(idle, unblocked).await;
    }

    /// Makes a new socket the current one of a shared socket, and returns the one before.
    pub(crate) fn install(&self, shared: &SharedSocket, socket: Socket) -> Option<Arc<Socket>> {
        let epoch = self.epochs.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::debug!(
            instance = self.target.settings.name(),
            address = self.target.settings.address(),
            generation = self.generation,
            socket = epoch,
            "redis socket up"
        );
        shared.install(Arc::new(socket), epoch)
    }

    pub(crate) fn publish(&self, state: State) {
        self.publisher.publish(state);
    }

    /// The state of this node when nothing is wrong.
    pub(crate) fn ready(&self) -> State {
        State::Ready {
            topology: self.target.topology,
        }
    }

    pub(crate) fn publish_ready(&self) {
        self.publish(self.ready());
    }

    /// Opens a shared socket to the server of now; `true` if that is another server than before. Cancel safe: nothing
    /// stays open.
    pub(crate) async fn open(&self, deadline: Instant) -> Result<(Socket, bool), ConnectError> {
        let request = self.request(Purpose::Shared, deadline, &self.wake);
        self.locator.open(request).await
    }

    /// Opens one more socket to the same server. Cancel safe: nothing stays open.
    pub(crate) async fn open_sibling(
        &self,
        purpose: Purpose,
        deadline: Instant,
        on_end: &Arc<Notify>,
    ) -> Result<Socket, ConnectError> {
        let request = self.request(purpose, deadline, on_end);
        self.locator.open_sibling(request).await
    }

    fn request<'a>(
        &'a self,
        purpose: Purpose,
        deadline: Instant,
        on_end: &'a Arc<Notify>,
    ) -> OpenRequest<'a> {
        OpenRequest {
            target: &self.target,
            purpose,
            deadline,
            on_end,
        }
    }

    /// Opens a Pub/Sub socket, once the supervisor has reached the server. Cancel safe: nothing stays open.
    pub(crate) async fn open_pubsub(
        self: &Arc<Self>,
        on_end: &Arc<Notify>,
        handler: PushHandler,
    ) -> Result<(Socket, ServerAddr), ConnectError> {
        let deadline = Instant::now() + self.target.settings.connect_timeout();
        self.wait_up(&self.sockets[0], deadline, false).await?;
        let Some(server) = self.locator.server() else {
            return Err(self.timeout_error());
        };
        let target = &self.target;
        let socket = connect::open::open_pubsub(target, &server, handler, deadline, on_end).await?;
        Ok((socket, server))
    }

    /// Leaves a socket to the supervisor, which installs it in place of one that is no longer usable.
    pub(crate) fn keep_spare(&self, socket: Socket) {
        *self.spare.lock() = Some(socket);
        self.wake.notify_one();
    }

    pub(crate) fn take_spare(&self) -> Option<Socket> {
        let spare = self.spare.lock().take();
        spare.filter(|socket| self.is_usable(socket))
    }

    /// Waits for a live socket; unless pinned, only until the instance moves to another generation. Cancel safe.
    pub(crate) async fn wait_up(
        self: &Arc<Self>,
        shared: &SharedSocket,
        deadline: Instant,
        pinned: bool,
    ) -> Result<(Arc<Socket>, u64), ConnectError> {
        if self.target.settings.disabled() {
            return Err(self.disabled());
        }
        let mut up = pin!(shared.wait_up(deadline, pinned));
        let settled = loop {
            // The supervisor may have been started on a runtime that ends while this waits on another one.
            let mut ended = pin!(self.supervisor.ended());
            ended.as_mut().enable();
            if !self.ensure_supervised() {
                return Err(self.target.error(
                    ConnectErrorKind::Server,
                    "there is no Tokio runtime here",
                    "use the connection inside a Tokio runtime",
                ));
            }
            if let Either::Left((settled, _)) = select(up.as_mut(), ended).await {
                break settled;
            }
        };
        match settled {
            Ok(up) => Ok(up),
            Err(Unavailable::Refused(error)) => Err(error),
            // After `Retired` the caller asks the next generation, and does not show the error.
            Err(Unavailable::Timeout | Unavailable::Retired) => Err(self.timeout_error()),
            Err(Unavailable::Closed) => Err(closed(&self.target)),
        }
    }

    fn disabled(&self) -> ConnectError {
        // Published once, however many commands are refused.
        self.publisher
            .update(|state| (!matches!(state, State::Disabled)).then_some(State::Disabled));
        self.target.error(
            ConnectErrorKind::Disabled,
            "the instance is disabled",
            format!("set {} to `false`", self.target.naming(Setting::Disabled)),
        )
    }

    fn timeout_error(&self) -> ConnectError {
        if let Some(error) = self.publisher.state().last_error() {
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

    /// Reacts to a condition of the server that a reply has reported.
    pub(crate) fn record_condition(&self, condition: ServerCondition) {
        match condition {
            ServerCondition::Replica => self.locator.suspect_demotion(),
            ServerCondition::Impaired(code) => {
                if self.conditions.record(code, &self.publisher) {
                    // It calls `expire_conditions` when that is due.
                    self.wake.notify_one();
                }
            }
        }
    }

    /// Shows that the server no longer refuses work, once it has not for a while; until then, when to call this again.
    pub(crate) fn expire_conditions(&self) -> Option<Instant> {
        self.conditions.expire(&self.publisher, self.ready())
    }

    /// Makes callers that are not pinned to this generation leave.
    pub(crate) fn retire(&self) {
        for shared in &self.sockets {
            shared.retire();
        }
        self.pool.close();
    }

    /// Whether a socket can serve its next user: it is live, within its lifetime, and authenticated with the credentials
    /// that the server accepted last.
    pub(crate) fn is_usable(&self, socket: &Socket) -> bool {
        let credentials = self.target.settings.credential_state();
        !socket.is_lost() && !socket.is_aged() && socket.serial() == credentials.serial()
    }

    /// Whether every shared socket is authenticated with the credentials that the server accepted last.
    pub(crate) fn has_newest_credentials(&self) -> bool {
        let serial = self.target.settings.credential_state().serial();
        let mut sockets = self.sockets.iter().filter_map(|shared| shared.current());
        sockets.all(|socket| socket.serial() == serial)
    }

    /// Closes every socket but the dedicated ones in use, for good.
    pub(crate) fn close(&self) {
        self.supervisor.close();
        for shared in &self.sockets {
            // A caller that is bound to it may be idle for long, and would keep it open.
            if let Some(socket) = shared.current() {
                socket.close();
            }
            shared.clear(SocketState::Closed);
        }
        *self.spare.lock() = None;
        self.locator.close();
        self.pool.close();
        self.publish(State::Closed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.supervisor.is_closed()
    }
}
