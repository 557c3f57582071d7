//! The typed handle.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, Value};
use tokio::sync::watch;
use tokio::time::Instant;

use super::connection::Connection;
use super::dedicated::Dedicated;
use super::health::Health;
use super::instance::Instance;
use super::lease::Lease;
use super::line::Line;
use super::request::{Many, One};
use super::state::State;
use crate::check::Invalid;
use crate::config::RedisConfig;
use crate::connect::Target;
use crate::error::ConnectError;
use crate::settings::Settings;

/// A live Redis instance, by type. Cheap to clone; all clones are one instance.
///
/// A `Handle<JobsRedis>` is not a `Handle<CacheRedis>`: what uses Redis names the definition it needs, and the compiler
/// keeps them apart.
///
/// Behind it a supervisor keeps `connections` shared sockets alive for as long as a handle or a connection of it exists:
/// it reconnects for ever, with pauses that grow and differ from process to process. See [`State`] for what it
/// shows of that, and [`Connection`] for what it means for a command.
///
/// A handle is a connection itself: it implements [`ConnectionLike`], so
/// [`AsyncCommands`](redis::AsyncCommands), scripts and pipelines work on it.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(config: C) -> Result<(), Box<dyn std::error::Error>> {
/// use redis_config::Handle;
/// use redis_config::redis::AsyncCommands;
/// let mut handle = Handle::connect(&config).await?;
/// handle.set::<_, _, ()>("greeting", "hello").await?;
/// # Ok(()) }
/// ```
pub struct Handle<C> {
    line: Line,
    definition: PhantomData<fn() -> C>,
}

impl<C> Handle<C> {
    fn new(instance: &Arc<Instance>) -> Self {
        Self {
            line: Line::new(instance),
            definition: PhantomData,
        }
    }

    /// A connection that shares a socket with others: the next one in turn, if there are several. Nothing is awaited
    /// and nothing is opened.
    #[must_use]
    pub fn conn(&self) -> Connection<C> {
        Connection::new(Line::new(self.line.instance()))
    }

    /// A socket of its own.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// All `dedicated_connections` stay in use, or there is no connection to be had, for `connect_timeout`.
    pub async fn dedicated(&self) -> Result<Dedicated<C>, ConnectError> {
        let shared = self.line.shared();
        let deadline = Instant::now() + shared.target.settings.connect_timeout();
        let lease = Lease::take(shared, deadline).await?;
        Ok(Dedicated::new(Arc::clone(self.line.instance()), lease))
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.line.shared().target.settings.clone()
    }

    /// How the instance is now.
    #[must_use]
    pub fn state(&self) -> State {
        self.line.shared().state.borrow().clone()
    }

    /// How the instance is from now on: a receiver that holds the current state and hears of every change. It does not
    /// keep the instance open.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<State> {
        self.line.shared().state.subscribe()
    }

    /// Asks the server how it is, over a shared socket.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// The server does not answer within `response_timeout`, or refuses `PING`.
    pub async fn health(&self) -> Result<Health, ConnectError> {
        Health::ask(&mut self.line.clone()).await
    }
}

impl<C: RedisConfig> Handle<C> {
    /// Connects every shared socket, and returns once the server has answered on each.
    ///
    /// Cancel safe: nothing stays open.
    ///
    /// # Errors
    ///
    /// At once: the definition is invalid, or the server gives an answer that another attempt will not change (wrong
    /// password, no such database, another topology, not Redis). What can pass by itself (refused, no such host, no
    /// answer, loading) is tried again until `connect_timeout` is over; then the last failure is returned.
    pub async fn connect(config: &C) -> Result<Self, ConnectError> {
        let settings = config.settings()?;
        let instance = Arc::new(Instance::new(Target::new::<C>(settings)));
        instance.connect().await?;
        Ok(Self::new(&instance))
    }

    /// Connects at first use; the first command waits for it as in an outage. Needs no runtime until then.
    ///
    /// # Errors
    ///
    /// The definition is invalid: every violation.
    pub fn connect_lazy(config: &C) -> Result<Self, Invalid> {
        let target = Target::new::<C>(config.settings()?);
        Ok(Self::new(&Arc::new(Instance::new(target))))
    }
}

impl<C> Clone for Handle<C> {
    fn clone(&self) -> Self {
        Self {
            line: self.line.clone(),
            definition: PhantomData,
        }
    }
}

impl<C> fmt::Debug for Handle<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.line.shared().target.settings;
        f.debug_struct("Handle")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl<C> ConnectionLike for Handle<C> {
    #[inline]
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        self.line.submit(One(cmd))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        self.line.submit(Many {
            pipeline,
            offset,
            count,
        })
    }

    fn get_db(&self) -> i64 {
        self.line.shared().target.settings.database().into()
    }
}
