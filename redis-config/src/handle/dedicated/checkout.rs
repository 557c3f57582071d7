//! A dedicated socket in use.

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use redis::RedisResult;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use redis_config_rules::Setting;

use crate::command::block_time::BlockTime;
use crate::connect::backoff::Backoff;
use crate::connect::socket::io_stats::ExclusiveGuard;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Purpose;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error;
use crate::handle::instance::generation::Generation;
use crate::handle::node::node::Node;
use crate::handle::node::reauth;
use crate::handle::request::Request;
use crate::settings::settings::Settings;

/// How a request on a dedicated socket went wrong.
pub(crate) enum SendError<T> {
    /// Not a byte of it was written: it can be sent elsewhere.
    Unwritten,
    /// It cannot.
    Failed(redis::RedisError),
    /// A blocking command that the server gave up, since this generation was left or the server changed its role.
    /// Nothing was done. Holds the answer.
    Released(T),
}

/// A dedicated socket in use. Closed when dropped, unless it was given back.
#[derive(Debug)]
pub(crate) struct PooledSocket {
    link: Option<Socket>,
    generation: Arc<Generation>,
    node: Arc<Node>,
    /// Which of the node's servers the socket goes to.
    era: u64,
    /// A request was dropped before its answer: that is still to come.
    loose: bool,
    /// In a transaction: what would be sent there becomes a part of it.
    exclusive: Option<ExclusiveGuard>,
    _permit: OwnedSemaphorePermit,
}

impl PooledSocket {
    /// Takes an idle socket, or opens one once the server is there. Cancel safe.
    pub(crate) async fn take(
        generation: &Arc<Generation>,
        deadline: Instant,
        stays: bool,
    ) -> Result<Self, ConnectError> {
        Self::at(generation, generation.node(), deadline, stays).await
    }

    /// The same, at one of the nodes of a cluster.
    pub(crate) async fn at(
        generation: &Arc<Generation>,
        node: &Arc<Node>,
        deadline: Instant,
        stays: bool,
    ) -> Result<Self, ConnectError> {
        let node = Arc::clone(node);
        let permits = Arc::clone(&node.pool.permits);
        let permit = match timeout_at(deadline, permits.acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(exhausted(&node)),
        };
        let (link, mut era) = node.pool.take(|link| node.is_of_use(link));
        let link = match link {
            Some(link) => link,
            None => dial(&node, deadline, stays, &mut era).await?,
        };
        Ok(Self {
            link: Some(link),
            generation: Arc::clone(generation),
            node,
            era,
            loose: false,
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

    /// Whether the socket is gone, or goes to a server that is no longer the right one.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_left() || self.link.as_ref().is_none_or(Socket::is_lost)
    }

    /// Whether another socket should take its place as soon as no session holds it: it is past its age, or signed in with
    /// credentials that have been replaced.
    pub(crate) fn is_spent(&self) -> bool {
        let spent = |link: &Socket| !self.node.is_of_use(link);
        self.link.as_ref().is_none_or(spent)
    }

    /// Whether the node has moved to another server since.
    fn is_left(&self) -> bool {
        self.era != self.node.pool.era()
    }

    /// Keeps the socket for the next user. Only for one whose session nobody has changed.
    pub(crate) fn give_back(mut self) {
        if let Some(link) = self.link.take()
            && !self.loose
            && self.node.is_of_use(&link)
            && !self.generation.is_retired()
            && self.node.pool.put(link, self.era)
        {
            // The supervisor closes it when nobody comes; of a second one it hears when it closes the first.
            self.node.told.notify_one();
        }
    }

    /// From now on nothing but the caller's own commands is sent on this socket, or no longer so. Before a transaction
    /// begins, and when it has ended.
    pub(crate) async fn keep_to_itself(&mut self, alone: bool, deadline: Instant) {
        if !alone {
            self.exclusive = None;
        } else if self.exclusive.is_none()
            && let Some(link) = &self.link
        {
            // Late only if the socket does not answer, which then ends it.
            self.exclusive = timeout_at(deadline, link.exclusive()).await.ok();
        }
    }

    /// Signs a session in again that no other socket can take over, if its credentials have been replaced. Only while nothing
    /// is on its way: a server drops the error that it answers to `AUTH` while others wait to be read, and every answer
    /// after it would be taken for the one before (redis/redis#15640).
    pub(crate) async fn freshen(&mut self) {
        if let Some(link) = &self.link
            && !self.loose
            && link.serial() != self.settings().credential_state().serial()
        {
            reauth::freshen(&self.node, link).await;
        }
    }

    /// Sends one request. A blocking one that fails, is late, or is dropped takes the socket with it, so that the
    /// server forgets who waited. Who stays with a generation that was left does so to the end.
    pub(crate) async fn send<R: Request>(
        &mut self,
        request: R,
        wait: Option<BlockTime>,
        stays: bool,
    ) -> Result<R::Reply, SendError<R::Reply>> {
        let settings = &self.node.target.settings;
        let Some(link) = &self.link else {
            return Err(SendError::Unwritten);
        };
        let mut wire = link.sender();
        let written = link.written();
        self.loose = true;
        let result: RedisResult<R::Reply> = match wait {
            None => {
                let _expected = link.await_reply();
                request.send(&mut wire).await
            }
            Some(wait) => {
                let _patience = link.allow_long_wait();
                let _waiting = self.node.pool.note(link.server_info.id, self.era, stays);
                // Noted first: from here on who leaves the generation, or the server, finds this one waiting.
                if (!stays && self.generation.is_retired()) || self.is_left() {
                    self.loose = false;
                    return Err(SendError::Unwritten);
                }
                let mut cut = CutUnlessDone(Some(link));
                let answer = pin!(request.send(&mut wire));
                let given_up = pin!(self.node.pool.given_up(self.era, stays));
                let answer = select(answer, given_up);
                let answered = match wait {
                    BlockTime::Unlimited => answer.await,
                    BlockTime::Limited(time) => {
                        let limit = time.saturating_add(settings.response_timeout());
                        match timeout(limit, answer).await {
                            Ok(answered) => answered,
                            Err(_) => {
                                return Err(SendError::Failed(command_error::overdue(settings)));
                            }
                        }
                    }
                };
                let result = match answered {
                    Either::Left((result, _)) => result,
                    Either::Right(_) => {
                        return Err(SendError::Failed(command_error::given_up(settings)));
                    }
                };
                cut.0 = None;
                result
            }
        };
        self.loose = false;
        match result {
            Err(error) if command_error::is_connection_lost(&error) => {
                if link.written() == written {
                    Err(SendError::Unwritten)
                } else {
                    Err(SendError::Failed(command_error::unknown(
                        settings,
                        link.lost(),
                        &error,
                    )))
                }
            }
            Err(error) => Err(SendError::Failed(error)),
            Ok(reply)
                if R::is_unblocked(&reply)
                    && ((!stays && self.is_retired())
                        || self.has_moved(&reply, R::is_disowned)) =>
            {
                Err(SendError::Released(reply))
            }
            Ok(reply) => {
                if let Some(complaint) = R::complaint(&reply) {
                    self.node.hear(complaint);
                }
                Ok(reply)
            }
        }
    }

    /// Whether a command was given up since another server is the right one now.
    fn has_moved<T>(&self, reply: &T, is_disowned: impl Fn(&T) -> bool) -> bool {
        let locator = &self.node.locator;
        if self.is_left() {
            return true;
        }
        let disowned = locator.follows() && is_disowned(reply);
        if disowned {
            locator.suspect();
        }
        disowned
    }

    /// Whether its generation is no longer the current one.
    pub(crate) fn is_retired(&self) -> bool {
        self.generation.is_retired()
    }
}

/// Cuts the socket of a blocking command that did not come to its end.
struct CutUnlessDone<'a>(Option<&'a Socket>);

impl Drop for CutUnlessDone<'_> {
    fn drop(&mut self) {
        if let Some(link) = self.0 {
            link.close();
        }
    }
}

/// Opens a socket. Nothing is tried before the supervisor has reached the server, so an outage costs the same number
/// of attempts however many callers wait.
async fn dial(
    node: &Arc<Node>,
    deadline: Instant,
    stays: bool,
    era: &mut u64,
) -> Result<Socket, ConnectError> {
    let mut backoff = Backoff::new(&node.target.settings);
    loop {
        node.up(&node.slots[0], deadline, stays).await?;
        // Read before the server is looked up: read late, it would make a socket to the old server one to the next.
        *era = node.pool.era();
        let told = &node.pool.told;
        match node.open_alike(Purpose::Dedicated, deadline, told).await {
            Ok(link) => return Ok(link),
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
