//! A socket of its caller's own.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, RedisResult, Value};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::checkout::{PooledSocket, SendError};
use super::cluster_blocking::{DedicatedRoute, WAITED};
use crate::command::policy::{Admission, Session};
use crate::handle::command_error;
use crate::handle::instance::instance::Instance;
use crate::handle::node::node::Node;
use crate::handle::request::{Many, One, Request};
use crate::settings::settings::Settings;
use crate::sync::RoundRobin;

/// A connection with a socket of its own: for blocking commands in a loop, `WATCH` and `MULTI` across commands, `WAIT`,
/// or a database of its own. Take it from [`Handle::dedicated`](crate::Handle::dedicated).
///
/// The socket is closed when this is dropped. Deadlines are those of a [`Connection`](crate::Connection).
///
/// # In a cluster
///
/// Its socket is at the node that has the slot of the key it was last used with, and moves with the key as long as there is
/// no session. So `MULTI` comes behind a command with a key, such as `WATCH`. A pipeline has to stay in one slot.
///
/// With a session it stays where it is. If the slot leaves meanwhile, the answer is the server's `MOVED` or `ASK`, and nothing
/// was done: `DISCARD` or `UNWATCH`, and begin anew.
///
/// # When the socket is lost
///
/// The next command opens a new one, as long as nothing was lost with the old: after `WATCH`, `MULTI`, `SELECT` and the
/// like the session is gone too, and every further command fails and says so; take a new connection then. After
/// `EXEC`, `DISCARD` or `UNWATCH` there is nothing to lose any more.
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
pub struct Dedicated<C> {
    instance: Arc<Instance>,
    lease: Option<PooledSocket>,
    held: Held,
    /// Which of equal nodes of a cluster this one takes.
    turn: usize,
    definition: PhantomData<fn() -> C>,
}

/// What the session holds that a new socket would not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    /// Watched keys or a transaction.
    open: bool,
    /// It was changed for good.
    changed: bool,
}

impl Held {
    fn after(mut self, session: Session) -> Self {
        match session {
            Session::Begins => self.open = true,
            Session::Ends => self.open = false,
            Session::Changes => self.changed = true,
        }
        self
    }

    fn is_something(self) -> bool {
        self.open || self.changed
    }
}

impl<C> Dedicated<C> {
    pub(crate) fn new(instance: Arc<Instance>, lease: Option<PooledSocket>) -> Self {
        Self {
            instance,
            lease,
            held: Held::default(),
            turn: RoundRobin::next_in_process(),
            definition: PhantomData,
        }
    }

    async fn submit<R: Request>(&mut self, request: R) -> RedisResult<R::Reply> {
        let (wait, session) = match request.judge_dedicated() {
            Admission::Plain => (None, None),
            Admission::Blocking(wait) => (Some(wait), None),
            Admission::Session(session) => (None, Some(session)),
            Admission::Refused(error) => return Err(error),
        };
        let deadline = Instant::now() + self.settings().response_timeout();
        let mut trail: Option<DedicatedRoute> = None;
        loop {
            let generation = self.instance.current();
            if let Err(error) = generation.decide(deadline).await {
                if generation.is_retired() {
                    continue;
                }
                return Err(command_error::unsent(&error));
            }
            // In a cluster the socket is at the node of the first key; with a session it stays there.
            let mut node = None;
            if let (Some(cluster), false) = (generation.cluster(), self.held.is_something()) {
                let anchor = request.anchor()?;
                if self.lease.is_none() && !anchor.is_keyed() && session == Some(Session::Begins) {
                    return Err(command_error::without_node());
                }
                let trail = match &mut trail {
                    Some(trail) if trail.is_in(cluster) => trail,
                    other => other.insert(DedicatedRoute::new(cluster, anchor, deadline)),
                };
                if anchor.is_keyed() || self.lease.as_ref().is_none_or(PooledSocket::is_lost) {
                    node = Some(trail.node(self.turn).await?);
                }
            }
            let fits = |lease: &PooledSocket| {
                let at = |node: &Arc<Node>| lease.is_at(node);
                !lease.is_retired() && !lease.is_spent() && node.as_ref().is_none_or(at)
            };
            let asks = trail.as_ref().is_some_and(DedicatedRoute::asks);
            let lease = match &mut self.lease {
                // With a session it stays where that is.
                Some(lease)
                    if !lease.is_lost() && (self.held.is_something() || !asks && fits(lease)) =>
                {
                    lease
                }
                _ if self.held.is_something() => {
                    return Err(command_error::session_lost(&self.settings()));
                }
                gone => {
                    // Its permit first: it may be the last one.
                    *gone = None;
                    let taken = match (&mut trail, &node) {
                        (Some(trail), Some(node)) => {
                            match trail.checkout(&generation, node, false).await? {
                                Some(lease) => Ok(lease),
                                // The map of the cluster has changed meanwhile.
                                None => continue,
                            }
                        }
                        _ => PooledSocket::take(&generation, deadline, false).await,
                    };
                    match taken {
                        Ok(lease) => gone.insert(lease),
                        Err(_) if generation.is_retired() => {
                            yield_now().await;
                            continue;
                        }
                        Err(error) => return Err(command_error::unsent(&error)),
                    }
                }
            };
            let before = self.held;
            if before.changed && !before.open {
                lease.freshen().await;
            }
            if session == Some(Session::Begins) {
                lease.keep_to_itself(true, deadline).await;
            }
            // Before it is sent: the future may be dropped, and the command carried out.
            if let Some(session @ (Session::Begins | Session::Changes)) = session {
                self.held = self.held.after(session);
            }
            let began = Instant::now();
            match lease.send(request, wait, before.is_something()).await {
                Ok(reply) => {
                    let has_blocked = wait.is_some() && began.elapsed() > WAITED;
                    if let (Some(trail), Some(value), false) =
                        (&mut trail, R::only(&reply), before.is_something())
                        && trail
                            .is_redirected(lease.node(), value, has_blocked)
                            .await?
                    {
                        self.held = before;
                        let Some(wait) = wait.filter(|_| has_blocked) else {
                            continue;
                        };
                        // The node let go of it before it had something: the rest of its time is for the next one.
                        let left = wait.less(began.elapsed());
                        let Some(rest) = request.shortened(left) else {
                            return R::answered(Value::Nil);
                        };
                        return self.submit_one(&rest).await.and_then(R::answered);
                    }
                    if let Some(session) = session {
                        self.held = self.held.after(session);
                    }
                    if !self.held.open {
                        lease.keep_to_itself(false, deadline).await;
                    }
                    return Ok(reply);
                }
                Err(SendError::Unwritten) => self.held = before,
                Err(SendError::Failed(error)) => return Err(error),
                // It had waited in vain when its server was left: it waits on at the next one.
                Err(SendError::Released(reply)) => {
                    let left = wait.map(|wait| wait.less(began.elapsed()));
                    let rest = left.and_then(|left| request.shortened(left));
                    return match rest {
                        Some(rest) if !self.held.is_something() => {
                            let value = self.submit_one(&rest).await?;
                            R::from_one(value).map_or(Ok(reply), Ok)
                        }
                        _ => Ok(reply),
                    };
                }
            }
        }
    }

    /// As `submit`, which calls it, with a type that ends there.
    fn submit_one<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.submit(One(command)))
    }

    /// Those of the generation whose socket this has.
    fn settings(&self) -> Settings {
        match &self.lease {
            Some(lease) => lease.settings().clone(),
            None => self.instance.current().target.settings.clone(),
        }
    }
}

impl<C> fmt::Debug for Dedicated<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Dedicated")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .finish_non_exhaustive()
    }
}

impl<C> ConnectionLike for Dedicated<C> {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.submit(One(cmd)))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(self.submit(Many {
            pipeline,
            offset,
            count,
        }))
    }

    fn get_db(&self) -> i64 {
        self.settings().database().into()
    }
}
