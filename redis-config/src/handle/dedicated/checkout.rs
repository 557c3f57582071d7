//! A dedicated socket in use.

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use redis_config_rules::Setting;

use crate::command::block_time::BlockTime;
use crate::connect::backoff::Backoff;
use crate::connect::socket::request_queue::ExclusiveGuard;
use crate::connect::socket::socket::Socket;
use crate::connect::socket::waiter::NoReply;
use crate::connect::target::Purpose;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error::{self, closed};
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::handle::node::reauth;
use crate::handle::request::Request;
use crate::settings::settings::Settings;

/// Why a request on a dedicated socket has no reply.
pub(crate) enum SendError<T> {
    /// Not a byte of it was written: it can be sent elsewhere.
    Unwritten,
    /// It must not be sent again.
    Failed(redis::RedisError),
    /// The server unblocked a blocking command without effect, because the generation was left or its role changed. Holds
    /// the reply.
    Unblocked(T),
}

/// A dedicated socket in use. Closed when dropped, unless it was given back.
#[derive(Debug)]
pub(crate) struct PooledSocket {
    socket: Option<Socket>,
    generation: Arc<Generation>,
    node: Arc<Node>,
    /// See [`DedicatedPool`](crate::handle::node::dedicated_pool::DedicatedPool).
    era: u64,
    /// A request was dropped before its reply, which is still to come.
    reply_pending: bool,
    /// Held in a transaction: a `PING` of the driver would become a part of it.
    exclusive: Option<ExclusiveGuard>,
    _permit: OwnedSemaphorePermit,
}

impl PooledSocket {
    /// Takes an idle socket, or opens one once the server is there. Cancel safe.
    pub(crate) async fn take(
        generation: &Arc<Generation>,
        deadline: Instant,
        pinned: bool,
    ) -> Result<Self, ConnectError> {
        Self::take_at(generation, generation.node(), deadline, pinned).await
    }

    /// The same, at one of the nodes of a cluster.
    pub(crate) async fn take_at(
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        deadline: Instant,
        pinned: bool,
    ) -> Result<Self, ConnectError> {
        let node = Arc::clone(node);
        if node.is_closed() {
            return Err(closed(&node.target));
        }
        let permits = Arc::clone(&node.pool.permits);
        let permit = match timeout_at(deadline, permits.acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(exhausted(&node)),
        };
        let (socket, mut era) = node.pool.take(|socket| node.is_usable(socket));
        let socket = match socket {
            Some(socket) => socket,
            None => open(&node, deadline, pinned, &mut era).await?,
        };
        Ok(Self {
            socket: Some(socket),
            generation: Arc::clone(generation),
            node,
            era,
            reply_pending: false,
            exclusive: None,
            _permit: permit,
        })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.node.target.settings
    }

    /// Whether the socket is one to this node.
    pub(crate) fn is_at(&self, node: &Arc<Node>) -> bool {
        Arc::ptr_eq(&self.node, node)
    }

    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Whether the socket is lost, or goes to a server that is no longer the right one.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_left() || self.socket.as_ref().is_none_or(Socket::is_lost)
    }

    /// Whether another socket should replace it as soon as the session holds no state: it is past its lifetime, or its
    /// credentials were replaced.
    pub(crate) fn is_outdated(&self) -> bool {
        let socket = self.socket.as_ref();
        socket.is_none_or(|socket| !self.node.is_usable(socket))
    }

    /// Whether the node has moved to another server.
    fn is_left(&self) -> bool {
        self.era != self.node.pool.era()
    }

    /// Keeps the socket for the next user. Only for a session without state.
    pub(crate) fn give_back(mut self) {
        if let Some(socket) = self.socket.take()
            && !self.reply_pending
            && self.node.is_usable(&socket)
            && !self.generation.is_retired()
            && self.node.pool.put(socket, self.era)
        {
            // The supervisor closes it when its idle time is over, and looks at further ones then.
            self.node.wake.notify_one();
        }
    }

    /// Whether only the caller's own commands are sent on this socket from now on: set before a transaction, and reset
    /// after it.
    pub(crate) fn set_exclusive(&mut self, exclusive: bool) {
        if !exclusive {
            self.exclusive = None;
        } else if self.exclusive.is_none() {
            self.exclusive = self.socket.as_ref().map(Socket::exclusive);
        }
    }

    /// Authenticates a session that no other socket can take over, if its credentials were replaced. Only while no reply is
    /// pending: a server may drop its error reply to `AUTH` then, and each later reply would be taken for the one before
    /// (redis/redis#15640).
    pub(crate) async fn reauthenticate(&mut self) {
        if let Some(socket) = &self.socket
            && !self.reply_pending
            && socket.serial() != self.settings().credential_state().serial()
        {
            reauth::reauthenticate_session(&self.node, socket).await;
        }
    }

    /// Sends one request. A blocking one that fails, is late, or is dropped takes the socket with it, so that the server
    /// forgets the client that waited. If pinned, it waits to its end in a generation that was left.
    pub(crate) async fn send<R: Request>(
        &mut self,
        request: R,
        block_time: Option<BlockTime>,
        pinned: bool,
    ) -> Result<R::Reply, SendError<R::Reply>> {
        let settings = &self.node.target.settings;
        let Some(socket) = &self.socket else {
            return Err(SendError::Unwritten);
        };
        let mut sender = socket.sender();
        self.reply_pending = true;
        let result = match block_time {
            None => request.send(&mut sender).await,
            Some(block_time) => {
                sender = sender.may_block();
                let pool = &self.node.pool;
                let _waiting = pool.register_wait(socket.server_info.id, self.era, pinned);
                // Registered before the check: a switch or a failover after it finds this command, and unblocks it.
                if (!pinned && self.generation.is_retired()) || self.is_left() {
                    self.reply_pending = false;
                    return Err(SendError::Unwritten);
                }
                let mut cut = CutUnlessDone(Some(socket));
                let reply = pin!(request.send(&mut sender));
                let abandoned = pin!(pool.abandoned(self.era, pinned));
                let reply = select(reply, abandoned);
                let ended = match block_time {
                    BlockTime::Unlimited => reply.await,
                    BlockTime::Limited(time) => {
                        let limit = time.saturating_add(settings.response_timeout());
                        match timeout(limit, reply).await {
                            Ok(ended) => ended,
                            Err(_) => {
                                return Err(SendError::Failed(command_error::overdue(settings)));
                            }
                        }
                    }
                };
                let result = match ended {
                    Either::Left((result, _)) => result,
                    Either::Right(_) => {
                        return Err(SendError::Failed(command_error::abandoned(settings)));
                    }
                };
                cut.0 = None;
                result
            }
        };
        self.reply_pending = false;
        // The server closes the socket after this reply. A command that is written before that is noticed would be lost.
        if result.as_ref().is_ok_and(R::is_unblocked_by_demotion) {
            socket.close();
        }
        match result {
            Err(NoReply::Lost(lost)) if lost.written => {
                Err(SendError::Failed(command_error::unknown(settings, &lost)))
            }
            Err(NoReply::Lost(_)) => Err(SendError::Unwritten),
            Err(NoReply::Failed(error)) => Err(SendError::Failed(error)),
            Ok(reply)
                if R::is_unblocked(&reply)
                    && ((!pinned && self.is_retired())
                        || self.has_moved(R::is_unblocked_by_demotion(&reply))) =>
            {
                Err(SendError::Unblocked(reply))
            }
            Ok(reply) => {
                if let Some(condition) = R::condition(&reply) {
                    self.node.record_condition(condition);
                }
                Ok(reply)
            }
        }
    }

    /// Whether a command was unblocked because another server is the right one now.
    fn has_moved(&self, demoted: bool) -> bool {
        let locator = &self.node.locator;
        if self.is_left() {
            return true;
        }
        let demoted = demoted && locator.follows_failover();
        if demoted {
            locator.suspect_demotion();
        }
        demoted
    }

    /// Whether its generation is no longer the current one.
    pub(crate) fn is_retired(&self) -> bool {
        self.generation.is_retired()
    }
}

/// Cuts the socket of a blocking command that has not completed.
struct CutUnlessDone<'a>(Option<&'a Socket>);

impl Drop for CutUnlessDone<'_> {
    fn drop(&mut self) {
        if let Some(socket) = self.0 {
            socket.close();
        }
    }
}

/// Opens a socket. Makes no attempt before the supervisor has reached the server, so an outage costs the same number of
/// attempts however many callers wait.
async fn open(
    node: &Arc<Node>,
    deadline: Instant,
    pinned: bool,
    era: &mut u64,
) -> Result<Socket, ConnectError> {
    let mut backoff = Backoff::new(&node.target.settings);
    loop {
        node.wait_up(&node.sockets[0], deadline, pinned).await?;
        // Read before the server is looked up: read later, it would assign a socket to the old server to the next era.
        *era = node.pool.era();
        let on_end = &node.pool.on_end;
        let opened = node.open_sibling(Purpose::Dedicated, deadline, on_end);
        match opened.await {
            Ok(socket) => return Ok(socket),
            Err(error) => {
                let pause = backoff.next_delay();
                if !error.is_transient() || Instant::now() + pause >= deadline {
                    return Err(error);
                }
                sleep(pause).await;
            }
        }
    }
}

fn exhausted(node: &Node) -> ConnectError {
    let target = &node.target;
    target.error(
        ConnectErrorKind::Timeout,
        format!(
            "all {} dedicated connections are in use",
            target.settings.dedicated_connections()
        ),
        format!(
            "drop one, or raise {}; blocking commands on a shared connection use them too",
            target.naming(Setting::DedicatedConnections)
        ),
    )
}
