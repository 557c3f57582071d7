//! The typed handle.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::Instant;

use super::health::Health;
use super::request::connection_like;
use super::state::State;
use crate::check::invalid::Invalid;
use crate::config::definition::RedisConfig;
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::dedicated::checkout::PooledSocket;
use crate::handle::dedicated::dedicated::Dedicated;
use crate::handle::instance::instance::Instance;
use crate::handle::instance::switch::{SwitchPermit, Switched};
use crate::handle::instance::switch_error::SwitchError;
use crate::handle::shared::conn::SharedConn;
use crate::handle::shared::connection::Connection;
use crate::handle::shared::health_check::check_health;
use crate::handle::subscriber::subscriber::Subscriber;
use crate::settings::settings::Settings;
use crate::topology::{HasSentinels, HasSlots};
use redis_config_rules::Topology as TopologyKind;

/// A Redis instance in use, by type. Cheap to clone; all clones are one instance.
///
/// A `Handle<JobsRedis>` is not a `Handle<CacheRedis>`: code names the definition that it needs, and the compiler checks
/// that it gets this one.
///
/// A supervisor keeps `connections` shared sockets open for as long as a handle or a connection of it exists: it reconnects
/// without a limit of attempts, with growing and randomized pauses. [`State`] shows its progress; [`Connection`] documents
/// the effect on commands.
///
/// A handle is a connection itself: it implements [`ConnectionLike`](redis::aio::ConnectionLike), so
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
pub struct Handle<C: RedisConfig> {
    conn: SharedConn,
    definition: PhantomData<fn() -> C>,
}

impl<C: RedisConfig> Handle<C> {
    fn new(instance: &Arc<Instance>) -> Self {
        Self {
            conn: SharedConn::new(instance),
            definition: PhantomData,
        }
    }

    /// A connection that shares a socket with others: the next one in turn, if there are several. Nothing is awaited
    /// and nothing is opened.
    #[must_use]
    pub fn conn(&self) -> Connection<C> {
        Connection::new(SharedConn::new(self.conn.instance()))
    }

    /// Like [`conn`](Self::conn), but pinned to the current generation, whose number is returned first: work started there
    /// can finish there after a switch. The old sockets stay open as long as one of these lives.
    pub(crate) fn pinned(&self) -> (u64, Connection<C>) {
        let conn = SharedConn::pinned(self.conn.instance());
        (conn.generation().number, Connection::new(conn))
    }

    /// The number of the current generation, and of each one to come.
    pub(crate) fn generations(&self) -> watch::Receiver<u64> {
        self.conn.instance().generations()
    }

    /// From now on a switch to a server that may evict keys fails.
    pub(crate) fn forbid_eviction(&self) {
        self.conn.instance().forbid_eviction();
    }

    /// A connection with a socket of its own.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// For `connect_timeout`, all `dedicated_connections` are in use, or no connection can be made.
    pub async fn dedicated(&self) -> Result<Dedicated<C>, ConnectError> {
        let instance = self.conn.instance();
        let deadline = Instant::now() + self.settings().connect_timeout();
        let socket = loop {
            let generation = instance.current();
            match generation.detect_topology(deadline).await {
                Err(_) if generation.is_retired() => continue,
                detected => detected?,
            }
            if generation.cluster().is_some() {
                // Its first key decides at which node.
                break None;
            }
            match PooledSocket::take(&generation, deadline, false).await {
                Err(_) if generation.is_retired() => yield_now().await,
                taken => break Some(taken?),
            }
        };
        Ok(Dedicated::new(Arc::clone(instance), socket))
    }

    /// Receives the messages of channels, across reconnects, failovers and switches. Waits until the server is reached; its
    /// socket is opened with the first subscription.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// No connection can be made for `connect_timeout`.
    pub async fn subscriber(&self) -> Result<Subscriber<C>, ConnectError> {
        let deadline = Instant::now() + self.settings().connect_timeout();
        self.conn.clone().socket(deadline).await?;
        Ok(Subscriber::start(self.conn.instance()))
    }

    /// The topology in force: the declared one, or, with `topology = auto`, the one that the server reported; `None` before it
    /// was reached. Once known, it stays: a server that later reports another topology is refused.
    #[must_use]
    pub fn topology(&self) -> Option<TopologyKind> {
        self.conn.instance().current().topology()
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.conn.instance().current().target.settings.clone()
    }

    /// The current state of the instance.
    #[must_use]
    pub fn state(&self) -> State {
        self.conn.instance().state().borrow().clone()
    }

    /// A receiver that holds the current state and is notified of every change. It does not keep the instance open.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<State> {
        self.conn.instance().state().subscribe()
    }

    /// Waits for the switch that is under way.
    pub(crate) async fn switch_permit(&self) -> SwitchPermit {
        SwitchPermit::acquire(self.conn.instance()).await
    }

    /// Goes back to the configuration before the last switch, as [`switch`](Self::switch) does: verified first. Up to
    /// eight switches can be taken back, the last one first.
    ///
    /// Cancel safe: dropped before it is complete, nothing has changed.
    ///
    /// # Errors
    ///
    /// There was no switch, or [`SwitchError`] names the step that failed; nothing has changed then.
    pub async fn rollback(&self) -> Result<Switched, SwitchError> {
        let prepared = self.switch_permit().await.prepare_rollback().await?;
        prepared.check()?;
        Ok(prepared.commit())
    }

    /// Number of the configuration in force: 1 at first, one more after each switch and rollback.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.conn.instance().current().number
    }

    /// Closes the instance for good, for all its handles, connections and queues.
    ///
    /// Waits until the commands in flight are answered, for up to `drain_timeout`, and closes the sockets. Later commands fail at
    /// once, and so do switches. [`Dedicated`] connections in use keep their sockets. Not needed in most programs: an instance
    /// closes with its last handle.
    ///
    /// Cancel safe: dropped before it is complete, the instance stays open.
    pub async fn close(&self) {
        self.switch_permit().await.close().await;
    }

    /// Checks the health of the server, over a shared socket.
    ///
    /// In a cluster it asks the primary of one shard. [`state`](Self::state) covers the others: it is ready when all of them
    /// are. So a liveness probe uses this, and a probe that reports everything uses both.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// The server does not answer within `response_timeout`, or refuses `PING`.
    pub async fn health(&self) -> Result<Health, ConnectError> {
        check_health(&mut self.conn.clone()).await
    }
}

impl<C: RedisConfig> Handle<C> {
    /// The definition in force: the one that was connected, or that of the last [`switch`](Self::switch),
    /// [`rollback`](Self::rollback) or [`follow`](Self::follow).
    ///
    /// ```no_run
    /// # use redis_config::{Handle, RedisConfig};
    /// # #[derive(Clone, RedisConfig)]
    /// # struct JobsRedis {
    /// #     url: String,
    /// #     #[redis(extra, default = 4)]
    /// #     worker_concurrency: u16,
    /// # }
    /// fn workers(jobs: &Handle<JobsRedis>) -> u16 {
    ///     jobs.config().worker_concurrency
    /// }
    /// ```
    #[must_use]
    pub fn config(&self) -> Arc<C> {
        match self.conn.instance().current().target.definition() {
            Some(definition) => definition,
            #[expect(
                clippy::unreachable,
                reason = "every target of this instance was made from a `C`"
            )]
            None => unreachable!("the definition of `{}`", C::NAME),
        }
    }

    /// The hash slot of a key, from 0 to 16383: keys of one slot can be used in one transaction or script. If the key has a
    /// part in `{` and `}` that is not empty, only this part counts. Asks no server.
    ///
    /// Only for a definition that is, or may be, a cluster: for any other it does not compile.
    ///
    /// ```
    /// use redis_config::{Handle, RedisConfig};
    ///
    /// #[derive(Clone, RedisConfig)]
    /// #[redis(name = "events", topology = cluster, nodes = ["10.0.0.1:7000"])]
    /// struct EventsRedis;
    ///
    /// let events: Handle<EventsRedis> = EventsRedis.connect_lazy()?;
    /// assert_eq!(events.slot_of("{user:42}:name"), events.slot_of("{user:42}:mail"));
    /// # Ok::<(), redis_config::Invalid>(())
    /// ```
    #[must_use]
    pub fn slot_of(&self, key: impl AsRef<[u8]>) -> u16
    where
        C::Topology: HasSlots,
    {
        crate::command::hash_slot::hash_slot(key.as_ref())
    }

    /// The address of the primary that the sentinels announced last, as `host:port`; `None` before they were asked, or if the
    /// detected topology has no sentinels.
    ///
    /// Only for a definition that uses, or may use, sentinels: for any other it does not compile.
    #[must_use]
    pub fn primary_address(&self) -> Option<String>
    where
        C::Topology: HasSentinels,
    {
        let generation = self.conn.instance().current();
        if generation.topology() != Some(TopologyKind::Sentinel) {
            return None;
        }
        let server = generation.node().locator.server()?;
        Some(server.endpoint.to_string())
    }

    /// Identifies the instance, for an order in which to acquire several permits.
    pub(crate) fn instance_id(&self) -> usize {
        Arc::as_ptr(self.conn.instance()).addr()
    }

    /// The target of a switch to a configuration.
    pub(crate) fn switch_target(config: &C) -> Result<Target, SwitchError> {
        let settings = config.settings().map_err(SwitchError::check)?;
        Ok(Target::new(config, settings))
    }

    /// Moves this instance, all its handles, connections and queues, to another configuration while it is in use.
    ///
    /// In this order: check `next` · connect to it and probe it (credentials, database, topology, role, `PING`) · swap ·
    /// drain the old sockets, up to the old `drain_timeout` · close them. The last two steps continue in the background after
    /// this returns.
    ///
    /// * No command fails because of it and none is sent twice. One that starts after this returned goes to the target.
    /// * A blocking command that waits at the old server is unblocked there and re-issued at the target with its remaining
    ///   timeout. If the old server does not unblock it within the old `drain_timeout`, it fails, and its outcome is unknown.
    /// * A [`Dedicated`] connection with a session (`WATCH`, `MULTI`, `SELECT`) stays where that is until it ends.
    /// * A switch to the server that is in use already is made all the same; [`Switched::is_same_server`] reports it.
    /// * One switch at a time: a second one waits for the first.
    ///
    /// Cancel safe: dropped before it is complete, nothing has changed.
    ///
    /// # Errors
    ///
    /// [`SwitchError`] names the step that failed. The old configuration stays in force, untouched.
    ///
    /// ```no_run
    /// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>, green: C) -> Result<(), redis_config::SwitchError> {
    /// let switched = handle.switch(green).await?;
    /// println!("generation {}", switched.generation());
    /// handle.rollback().await?;
    /// # Ok(()) }
    /// ```
    pub async fn switch(&self, next: C) -> Result<Switched, SwitchError> {
        let prepared = self
            .switch_permit()
            .await
            .prepare(Self::switch_target(&next)?)
            .await?;
        prepared.check()?;
        Ok(prepared.commit())
    }

    /// Connects every shared socket, and returns once the server has answered on each.
    ///
    /// Cancel safe: nothing stays open.
    ///
    /// # Errors
    ///
    /// At once: the definition is invalid, or the server gives an answer that another attempt will not change (wrong
    /// password, no such database, another topology, not Redis). A transient failure (refused, no such host, no
    /// answer, loading) is tried again until `connect_timeout` is over; then the last failure is returned.
    pub async fn connect(config: &C) -> Result<Self, ConnectError> {
        let settings = config.settings()?;
        let instance = Arc::new(Instance::new(Target::new(config, settings)));
        instance.connect().await?;
        Ok(Self::new(&instance))
    }

    /// Connects at first use; the first command waits for it as in an outage. Needs no runtime until then.
    ///
    /// # Errors
    ///
    /// The definition is invalid: every violation.
    pub fn connect_lazy(config: &C) -> Result<Self, Invalid> {
        let target = Target::new(config, config.settings()?);
        Ok(Self::new(&Arc::new(Instance::new(target))))
    }
}

impl<C: RedisConfig> Clone for Handle<C> {
    fn clone(&self) -> Self {
        Self {
            conn: self.conn.clone(),
            definition: PhantomData,
        }
    }
}

impl<C: RedisConfig> fmt::Debug for Handle<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Handle")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .field("topology", &self.topology())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

connection_like!(
    Handle,
    |handle, request| handle.conn.submit(request),
    handle.conn.generation().target.settings.database()
);
