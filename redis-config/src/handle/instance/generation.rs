//! One configuration of an instance, live.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::topology_detection::TopologyDetector;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::cluster::cluster::Cluster;
use crate::handle::node::locate::locator::Locator;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;
use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use crate::settings::ReadFrom;
use redis_config_rules::Topology;

/// Time for callers who saw the old socket a moment ago to submit what they have.
const IDLE_POLL: Duration = Duration::from_millis(50);

/// Where commands go.
#[derive(Debug)]
struct Route {
    topology: Topology,
    /// The server; of a cluster, the way in.
    node: Arc<Node>,
    cluster: Option<Arc<Cluster>>,
    /// A replica that answers reads while it is up.
    replica: Option<Arc<Node>>,
}

impl Route {
    fn new(
        target: &Target,
        place: Option<ServerAddr>,
        number: u64,
        outlet: &Arc<StatePublisher>,
    ) -> Self {
        let topology = target.topology;
        if topology == Topology::Cluster && !target.settings.disabled() {
            let cluster = Arc::new(Cluster::new(target.clone(), number, outlet));
            return Self {
                topology,
                node: Arc::clone(cluster.seed()),
                cluster: Some(cluster),
                replica: None,
            };
        }
        let locator = Locator::of(target, place);
        let replica = match target.settings.read_from() {
            ReadFrom::Replica => locator.replica(),
            ReadFrom::Primary => None,
        };
        let replica = replica.map(|locator| {
            // How it is does not decide how the instance is.
            let aside = watch::Sender::new(State::Idle);
            let outlet = Arc::new(StatePublisher::new(aside, target.settings.clone(), number));
            Arc::new(Node::new(target.clone(), locator, outlet, number))
        });
        let node = Node::new(target.clone(), locator, Arc::clone(outlet), number);
        Self {
            topology,
            node: Arc::new(node),
            cluster: None,
            replica,
        }
    }

    fn retire(&self) {
        self.node.retire();
        if let Some(cluster) = &self.cluster {
            cluster.retire();
        }
    }

    fn close(&self) {
        self.node.close();
        if let Some(replica) = &self.replica {
            replica.close();
        }
        if let Some(cluster) = &self.cluster {
            cluster.close();
        }
    }
}

/// One configuration of an instance, live. A switch makes the next one.
#[derive(Debug)]
pub(crate) struct Generation {
    /// Counts from 1.
    pub(crate) number: u64,
    pub(crate) target: Target,
    route: Route,
    /// What the server turned out to be, if the definition leaves that to it. Until then `route` leads nowhere.
    decided: OnceLock<Route>,
    pub(crate) decision: TopologyDetector,
    outlet: Arc<StatePublisher>,
    retired: AtomicBool,
    closed: AtomicBool,
    /// Who stays after a switch, to end what was begun here.
    pins: AtomicUsize,
    unpinned: Notify,
}

impl Generation {
    pub(crate) fn new(number: u64, target: Target, world: watch::Sender<State>) -> Self {
        let outlet = Arc::new(StatePublisher::new(world, target.settings.clone(), number));
        let route = Route::new(&target, None, number, &outlet);
        Self {
            number,
            route,
            decided: OnceLock::new(),
            decision: TopologyDetector::default(),
            target,
            outlet,
            retired: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            pins: AtomicUsize::new(0),
            unpinned: Notify::new(),
        }
    }

    /// Where messages of a sharded channel, or of any other, are heard.
    pub(crate) fn node_hearing(&self, sharded: Option<&[u8]>) -> Option<Arc<Node>> {
        match self.cluster() {
            Some(cluster) => cluster.pubsub_node(sharded),
            None => Some(Arc::clone(self.node())),
        }
    }

    /// Whether a node is part of this generation.
    pub(crate) fn has(&self, node: &Arc<Node>) -> bool {
        let member = |cluster: &Arc<Cluster>| cluster.contains(node);
        Arc::ptr_eq(self.node(), node) || self.cluster().is_some_and(member)
    }

    /// A node said that something is elsewhere.
    pub(crate) fn map_is_stale(&self) {
        if let Some(cluster) = self.cluster() {
            cluster.refresh();
        }
    }

    /// The nodes of the cluster, if it is one.
    pub(crate) fn cluster(&self) -> Option<&Arc<Cluster>> {
        self.route().cluster.as_ref()
    }

    /// The replica that reads go to, up or not.
    pub(crate) fn replica(&self) -> Option<&Arc<Node>> {
        self.route().replica.as_ref()
    }

    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.route().node
    }

    fn route(&self) -> &Route {
        self.decided.get().unwrap_or(&self.route)
    }

    /// The topology; `None` as long as only the server can tell and has not been reached.
    pub(crate) fn topology(&self) -> Option<Topology> {
        let topology = self.route().topology;
        (topology != Topology::Auto).then_some(topology)
    }

    /// Makes sure that the topology is known: asks the server, if the definition leaves it to that. Once known, it stays.
    ///
    /// Cancel safe.
    pub(crate) async fn decide(self: &Arc<Self>, deadline: Instant) -> Result<(), ConnectError> {
        if self.topology().is_some() || self.target.settings.disabled() {
            return Ok(());
        }
        TopologyDetector::wait(self, deadline).await
    }

    /// The server at `place` has said what it is. It counts once.
    pub(crate) fn decided(&self, topology: Topology, place: ServerAddr) {
        let mut target = self.target.clone();
        target.topology = topology;
        let route = Route::new(&target, Some(place), self.number, &self.outlet);
        let route = self.decided.get_or_init(|| route);
        // Retired or closed meanwhile, before there was anything to retire or to close.
        if self.is_retired() {
            route.retire();
        }
        if self.is_closed() {
            route.close();
        }
    }

    /// Where this generation shows its state.
    pub(crate) fn outlet(&self) -> &StatePublisher {
        &self.outlet
    }

    /// Connects every shared socket, or says why that is impossible. Cancel safe: nothing stays open.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), ConnectError> {
        if self.target.settings.disabled() {
            self.outlet.publish(State::Disabled);
            return Ok(());
        }
        self.decide(Instant::now() + self.target.settings.connect_timeout())
            .await?;
        match self.cluster() {
            Some(cluster) => cluster.connect().await,
            None => self.node().connect().await,
        }
    }

    /// Whether every shared socket is up now.
    pub(crate) fn is_up(&self) -> bool {
        let up = |slot: &Arc<SharedSocket>| slot.link().is_some_and(|link| !link.is_lost());
        let cluster = self.cluster();
        self.target.settings.disabled()
            || (self.node().slots.iter().all(up) && cluster.is_none_or(|cluster| cluster.is_up()))
    }

    /// A live shared socket, waited for until `deadline`. Cancel safe.
    pub(crate) async fn any_link(
        self: &Arc<Self>,
        deadline: Instant,
    ) -> Result<Arc<Socket>, ConnectError> {
        self.decide(deadline).await?;
        let node = self.node();
        let (link, _) = node.up(&node.slots[0], deadline, true).await?;
        Ok(link)
    }

    /// A shared socket, if there is one.
    pub(crate) fn any_link_now(&self) -> Option<Arc<Socket>> {
        self.node().slots.iter().find_map(|slot| slot.link())
    }

    /// From now on this is what the instance is.
    pub(crate) fn go_live(&self) {
        self.outlet.go_live();
    }

    /// Whether another generation has taken its place.
    pub(crate) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    /// Sends everyone who is not pinned to the next generation. What is under way goes on.
    pub(crate) fn retire(&self) {
        self.outlet.fade();
        self.retired.store(true, Ordering::SeqCst);
        self.route().retire();
        self.decision.stir();
    }

    /// Lets what is under way come to its end, for `limit` at most and then as long as someone is pinned; then closes.
    pub(crate) async fn wind_down(self: Arc<Self>, limit: Duration) {
        let deadline = Instant::now() + limit;
        let mut draining = JoinSet::new();
        let node = self.node();
        for slot in &node.slots {
            if let Some(link) = slot.link() {
                draining.spawn(wait_until_idle(link, deadline));
            }
        }
        let asked = node.slots.iter().find_map(|slot| slot.link());
        node.pool.see_off_movers(asked.as_deref(), deadline).await;
        if let Some(cluster) = self.cluster() {
            cluster.wait_until_idle(deadline).await;
        }
        while draining.join_next().await.is_some() {}
        loop {
            let unpinned = self.unpinned.notified();
            if self.pins.load(Ordering::Acquire) == 0 {
                break;
            }
            unpinned.await;
        }
        self.close();
    }

    /// Closes every socket but the dedicated ones in use, for good.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.decision.close();
        self.route().close();
        // Of several nodes, or of none yet: what they show together is for this one to say.
        self.outlet.publish(State::Closed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Keeps this generation open, even after a switch, until the pin is dropped.
    pub(crate) fn pin(self: &Arc<Self>) -> GenerationGuard {
        self.pins.fetch_add(1, Ordering::AcqRel);
        GenerationGuard(Arc::clone(self))
    }
}

/// Keeps a generation open.
#[derive(Debug)]
pub(crate) struct GenerationGuard(Arc<Generation>);

impl GenerationGuard {
    pub(crate) fn generation(&self) -> &Arc<Generation> {
        &self.0
    }
}

impl Clone for GenerationGuard {
    fn clone(&self) -> Self {
        self.0.pin()
    }
}

impl Drop for GenerationGuard {
    fn drop(&mut self) {
        if self.0.pins.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.unpinned.notify_waiters();
        }
    }
}

/// Waits until everything that was written on a socket is answered.
pub(crate) async fn wait_until_idle(link: Arc<Socket>, deadline: Instant) {
    while Instant::now() < deadline && !link.is_lost() {
        sleep(IDLE_POLL).await;
        if let Ok(true) = timeout_at(deadline, link.is_settled()).await {
            break;
        }
    }
}
