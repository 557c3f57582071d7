//! The typed handle.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, Value};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::Instant;

use super::health::Health;
use super::request::{Many, One};
use super::state::State;
use crate::check::invalid::Invalid;
use crate::config::definition::RedisConfig;
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::dedicated::checkout::PooledSocket;
use crate::handle::dedicated::dedicated::Dedicated;
use crate::handle::instance::instance::Instance;
use crate::handle::instance::switch::{SwitchError, SwitchPermit, Switched};
use crate::handle::shared::conn::SharedConn;
use crate::handle::shared::connection::Connection;
use crate::handle::subscriber::subscriber::Subscriber;
use crate::settings::settings::Settings;
use crate::topology::{HasSentinels, HasSlots};
use redis_config_rules::Topology as TopologyKind;

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
    line: SharedConn,
    definition: PhantomData<fn() -> C>,
}

impl<C> Handle<C> {
    fn new(instance: &Arc<Instance>) -> Self {
        Self {
            line: SharedConn::new(instance),
            definition: PhantomData,
        }
    }

    /// A connection that shares a socket with others: the next one in turn, if there are several. Nothing is awaited
    /// and nothing is opened.
    #[must_use]
    pub fn conn(&self) -> Connection<C> {
        Connection::new(SharedConn::new(self.line.instance()))
    }

    /// As [`conn`](Self::conn), but it stays with the configuration in force now, whose number comes first: after a
    /// switch what was begun there can be ended there. The old sockets stay open as long as one of these lives.
    pub(crate) fn pinned(&self) -> (u64, Connection<C>) {
        let line = SharedConn::pinned(self.line.instance());
        (line.generation().number, Connection::new(line))
    }

    /// The number of the configuration in force from now on.
    pub(crate) fn generations(&self) -> watch::Receiver<u64> {
        self.line.instance().generations()
    }

    /// From now on no switch leads to a server that may evict keys.
    pub(crate) fn forbid_eviction(&self) {
        self.line.instance().forbid_eviction();
    }

    /// A socket of its own.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// All `dedicated_connections` stay in use, or there is no connection to be had, for `connect_timeout`.
    pub async fn dedicated(&self) -> Result<Dedicated<C>, ConnectError> {
        let instance = self.line.instance();
        let deadline = Instant::now() + self.settings().connect_timeout();
        let lease = loop {
            let generation = instance.current();
            match generation.decide(deadline).await {
                Err(_) if generation.is_retired() => continue,
                decided => decided?,
            }
            if generation.cluster().is_some() {
                // Its first key says at which node.
                break None;
            }
            match PooledSocket::take(&generation, deadline, false).await {
                Err(_) if generation.is_retired() => yield_now().await,
                taken => break Some(taken?),
            }
        };
        Ok(Dedicated::new(Arc::clone(instance), lease))
    }

    /// Receives the messages of channels, across reconnects, failovers and switches. Waits until the server is there;
    /// its own socket is opened with the first subscription.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// There is no connection to be had for `connect_timeout`.
    pub async fn subscriber(&self) -> Result<Subscriber<C>, ConnectError> {
        let deadline = Instant::now() + self.settings().connect_timeout();
        self.line.clone().link(deadline).await?;
        Ok(Subscriber::start(self.line.instance()))
    }

    /// The topology in force: the declared one; or what the server said, where the definition leaves it to that
    /// (`topology = auto`). `None` before it was reached. Once known, it stays: a server that says another thing later is
    /// refused.
    #[must_use]
    pub fn topology(&self) -> Option<TopologyKind> {
        self.line.instance().current().topology()
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.line.instance().current().target.settings.clone()
    }

    /// How the instance is now.
    #[must_use]
    pub fn state(&self) -> State {
        self.line.instance().state().borrow().clone()
    }

    /// How the instance is from now on: a receiver that holds the current state and hears of every change. It does not
    /// keep the instance open.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<State> {
        self.line.instance().state().subscribe()
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
        let prepared = SwitchPermit::wait(self.line.instance())
            .await
            .prepare_back()
            .await?;
        prepared.check()?;
        Ok(prepared.commit())
    }

    /// Number of the configuration in force: 1 at first, one more after each switch and rollback.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.line.instance().current().number
    }

    /// Asks the server how it is, over a shared socket.
    ///
    /// Of a cluster that is the primary of one shard. How the others are, [`state`](Self::state) knows: it is ready when all
    /// are. So a probe that is to take a service out of use asks this, and one that is to report everything asks both.
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
    /// The slot of a key, from 0 to 16383: keys of one slot can stand in one transaction or script. Only what is between
    /// `{` and `}` counts, if there is something. Asks no server.
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
    /// The address of the primary that the sentinels named last, as `host:port`; `None` before they were asked, or if this
    /// turned out to be no such instance.
    ///
    /// Only for a definition that sentinels watch, or may watch: for any other it does not compile.
    #[must_use]
    pub fn primary_address(&self) -> Option<String>
    where
        C::Topology: HasSentinels,
    {
        let generation = self.line.instance().current();
        if generation.topology() != Some(TopologyKind::Sentinel) {
            return None;
        }
        let place = generation.node().locator.place()?;
        Some(place.endpoint.to_string())
    }

    /// Waits for the right to switch.
    pub(crate) async fn turn(&self) -> SwitchPermit {
        SwitchPermit::wait(self.line.instance()).await
    }

    /// Tells instances apart, for an order in which to wait for several turns.
    pub(crate) fn rank(&self) -> usize {
        Arc::as_ptr(self.line.instance()).addr()
    }

    /// What a switch to a configuration goes to.
    pub(crate) fn target_of(config: &C) -> Result<Target, SwitchError> {
        let settings = config.settings().map_err(SwitchError::check)?;
        Ok(Target::new::<C>(settings))
    }

    /// Moves this instance, all its handles, connections and queues, to another configuration while it is in use.
    ///
    /// In this order: check `next` · connect to it and probe it (credentials, database, topology, role, `PING`) · swap ·
    /// let the old sockets finish what is under way, up to the old `drain_timeout` · close them. The last part goes on in
    /// the background when this returns.
    ///
    /// * No command fails because of it and none is sent twice. One that starts after this returned goes to the target.
    /// * A blocking command that waits at the old server is woken there and waits on at the target for what is left of its
    ///   time. One that is not let go of within the old `drain_timeout` ends, and its outcome is unknown.
    /// * A [`Dedicated`] connection with a session (`WATCH`, `MULTI`, `SELECT`) stays where that is until it ends.
    /// * A switch to the server that is in use already is made all the same, and says so:
    ///   [`Switched::is_same_server`].
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
        let prepared = self.turn().await.prepare(Self::target_of(&next)?).await?;
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
        let settings = self.settings();
        f.debug_struct("Handle")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .field("topology", &self.topology())
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
        self.line.generation().target.settings.database().into()
    }
}
