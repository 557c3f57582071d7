//! A connection with a socket of its own.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use redis::{RedisResult, Value};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::blocking::PendingRequest;
use super::checkout::{PooledSocket, SendError};
use super::cluster_blocking::{DedicatedRoute, WAITED};
use crate::command::policy::{Admission, Session};
use crate::config::definition::RedisConfig;
use crate::handle::cluster::routed::Routed;
use crate::handle::command_error;
use crate::handle::instance::instance::Instance;
use crate::handle::node::node::Node;
use crate::handle::request::connection_like;
use crate::settings::settings::Settings;
use crate::sync::RoundRobin;

/// A connection with a socket of its own: for blocking commands in a loop, `WATCH` and `MULTI` across commands, `WAIT`,
/// or a database of its own. Take it from [`Handle::dedicated`](crate::Handle::dedicated).
///
/// The socket is closed when this is dropped. Deadlines are those of a [`Connection`](crate::Connection).
///
/// # In a cluster
///
/// Its socket is at the node that has the hash slot of the last key it was used with, and moves with the key as long as the
/// session holds no state. So `MULTI` has to follow a command with a key, such as `WATCH`. The keys of a pipeline have to be
/// in one slot.
///
/// With session state it stays at its node. If the slot moves meanwhile, the reply is the server's `MOVED` or `ASK`, and
/// nothing was done: send `DISCARD` or `UNWATCH`, and start again.
///
/// # When the socket is lost
///
/// The next command opens a new one, unless session state was lost with the old: after `WATCH`, `MULTI`, `SELECT` and the
/// like every further command fails with an error that names the reason; take a new connection then. After `EXEC`, `DISCARD`
/// or `UNWATCH` there is no such state any more.
///
/// # Cancel safety
///
/// As for a [`Connection`](crate::Connection): dropping the future of a blocking command closes the socket, so that the
/// server forgets it; the next command opens a new one.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> Result<(), Box<dyn std::error::Error>> {
/// use redis_config::redis::AsyncCommands;
/// let mut own = handle.dedicated().await?;
/// let next: Option<(String, String)> = own.blpop("list", 5.0).await?;
/// # Ok(()) }
/// ```
pub struct Dedicated<C: RedisConfig> {
    instance: Arc<Instance>,
    socket: Option<PooledSocket>,
    session: SessionState,
    /// Which of the equally suitable nodes of a cluster this one takes.
    turn: usize,
    definition: PhantomData<fn() -> C>,
}

/// State of the session that a new socket would not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SessionState {
    /// Watched keys or a transaction.
    open: bool,
    /// It was changed until the socket closes, by `SELECT` for example.
    changed: bool,
}

impl SessionState {
    fn after(mut self, session: Session) -> Self {
        match session {
            Session::Begins => self.open = true,
            Session::Ends => self.open = false,
            Session::Changes => self.changed = true,
        }
        self
    }

    fn is_some(self) -> bool {
        self.open || self.changed
    }
}

impl<C: RedisConfig> Dedicated<C> {
    pub(crate) fn new(instance: Arc<Instance>, socket: Option<PooledSocket>) -> Self {
        Self {
            instance,
            socket,
            session: SessionState::default(),
            turn: RoundRobin::next_in_process(),
            definition: PhantomData,
        }
    }

    async fn submit<R: Routed>(&mut self, request: R) -> RedisResult<R::Reply> {
        let (block_time, command_effect) = match request.admit_dedicated() {
            Admission::Plain => (None, None),
            Admission::Blocking(time) => (Some(time), None),
            Admission::Session(effect) => (None, Some(effect)),
            Admission::Refused(error) => return Err(error),
        };
        let mut pending = PendingRequest::new(request, block_time);
        let mut deadline = Instant::now() + self.settings().response_timeout();
        let mut route: Option<DedicatedRoute> = None;
        loop {
            let generation = self.instance.current();
            if let Err(error) = generation.detect_topology(deadline).await {
                if generation.is_retired() {
                    continue;
                }
                return Err(command_error::unsent(&error));
            }
            // In a cluster the socket is at the node of the first key; with session state it stays there.
            let mut node = None;
            if let (Some(cluster), false) = (generation.cluster(), self.session.is_some()) {
                let key_slot = request.key_slot()?;
                let begins = command_effect == Some(Session::Begins);
                if self.socket.is_none() && !key_slot.is_keyed() && begins {
                    return Err(command_error::without_node());
                }
                let route = match &mut route {
                    Some(route) if route.is_in(cluster) => route,
                    other => other.insert(DedicatedRoute::new(cluster, key_slot, deadline)),
                };
                if key_slot.is_keyed() || self.socket.as_ref().is_none_or(PooledSocket::is_lost) {
                    node = Some(route.node(self.turn).await?);
                }
            }
            let fits = |socket: &PooledSocket| {
                let at = |node: &Arc<Node>| socket.is_at(node);
                !socket.is_retired() && !socket.is_outdated() && node.as_ref().is_none_or(at)
            };
            let asks = route.as_ref().is_some_and(DedicatedRoute::asks);
            let socket = match &mut self.socket {
                Some(socket)
                    if !socket.is_lost() && (self.session.is_some() || !asks && fits(socket)) =>
                {
                    socket
                }
                _ if self.session.is_some() => {
                    return Err(command_error::session_lost(&self.settings()));
                }
                old => {
                    // Its permit first: it may be the last one.
                    *old = None;
                    let taken = match (&mut route, &node) {
                        (Some(route), Some(node)) => {
                            match route.checkout(&generation, node, false).await? {
                                Some(socket) => Ok(socket),
                                // The slot map has changed meanwhile.
                                None => continue,
                            }
                        }
                        _ => PooledSocket::take(&generation, deadline, false).await,
                    };
                    match taken {
                        Ok(socket) => old.insert(socket),
                        Err(_) if generation.is_retired() => {
                            yield_now().await;
                            continue;
                        }
                        Err(error) => return Err(command_error::unsent(&error)),
                    }
                }
            };
            let before = self.session;
            if before.changed && !before.open {
                socket.reauthenticate().await;
            }
            if command_effect == Some(Session::Begins) {
                socket.set_exclusive(true);
            }
            // Before it is sent: the future may be dropped, and the command carried out.
            if let Some(effect @ (Session::Begins | Session::Changes)) = command_effect {
                self.session = self.session.after(effect);
            }
            pending.start();
            match pending.send(socket, before.is_some()).await {
                Ok(reply) => {
                    let has_blocked = block_time.is_some() && pending.waited() > WAITED;
                    if let (Some(followed), Some(value), false) =
                        (&mut route, R::single_value(&reply), before.is_some())
                        && followed
                            .is_redirected(socket.node(), value, has_blocked)
                            .await?
                    {
                        self.session = before;
                        if has_blocked {
                            // The next node gets the rest of its time.
                            if !pending.shorten() {
                                return R::reply_from(Value::Nil);
                            }
                            deadline = Instant::now() + self.settings().response_timeout();
                            route = None;
                        }
                        continue;
                    }
                    if let Some(effect) = command_effect {
                        self.session = self.session.after(effect);
                    }
                    if !self.session.open {
                        socket.set_exclusive(false);
                    }
                    return Ok(reply);
                }
                Err(SendError::Unwritten) => self.session = before,
                Err(SendError::Failed(error)) => return Err(error),
                // Its server was left. It waits for the rest of its time at the next one.
                Err(SendError::Unblocked(reply)) => {
                    if self.session.is_some() || !pending.shorten() {
                        return Ok(reply);
                    }
                    deadline = Instant::now() + self.settings().response_timeout();
                    route = None;
                }
            }
        }
    }

    /// The settings of the generation that the socket belongs to.
    fn settings(&self) -> Settings {
        match &self.socket {
            Some(socket) => socket.settings().clone(),
            None => self.instance.current().target.settings.clone(),
        }
    }
}

impl<C: RedisConfig> fmt::Debug for Dedicated<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Dedicated")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .finish_non_exhaustive()
    }
}

connection_like!(
    Dedicated,
    |dedicated, request| Box::pin(dedicated.submit(request)),
    dedicated.settings().database()
);
