//! One configuration of an instance, in use.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::topology_detection::TopologyDetector;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::cluster::cluster::Cluster;
use crate::handle::node::locate::locator::Locator;
use crate::handle::node::node::Node;
use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use crate::settings::ReadFrom;
use redis_config_rules::Topology;

/// The node or nodes that commands go to.
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
        server: Option<ServerAddr>,
        number: u64,
        publisher: &Arc<StatePublisher>,
    ) -> Self {
        let topology = target.topology;
        if topology == Topology::Cluster && !target.settings.disabled() {
            let cluster = Arc::new(Cluster::new(target.clone(), number, publisher));
            return Self {
                topology,
                node: Arc::clone(cluster.seed()),
                cluster: Some(cluster),
                replica: None,
            };
        }
        let locator = Locator::new(target, server);
        let replica = match target.settings.read_from() {
            ReadFrom::Replica => locator.replica(),
            ReadFrom::Primary => None,
        };
        let replica = replica.map(|locator| {
            // Not shown: its state does not decide that of the instance.
            let hidden = watch::Sender::new(State::Idle);
            let publisher = StatePublisher::new(hidden, target.settings.clone(), number);
            Arc::new(Node::new(
                target.clone(),
                locator,
                Arc::new(publisher),
                number,
            ))
        });
        let node = Node::new(target.clone(), locator, Arc::clone(publisher), number);
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

/// One configuration of an instance, in use. A switch makes the next one.
#[derive(Debug)]
pub(crate) struct Generation {
    /// Counts from 1.
    pub(crate) number: u64,
    pub(crate) target: Target,
    route: Route,
    /// With `topology = auto`, the route of the topology that was detected. Until then `route` has no server.
    detected: OnceLock<Route>,
    detector: TopologyDetector,
    publisher: Arc<StatePublisher>,
    retired: AtomicBool,
    closed: AtomicBool,
    /// The number of guards that keep it open after a switch.
    pins: AtomicUsize,
    unpinned: Notify,
}

impl Generation {
    pub(crate) fn new(number: u64, target: Target, public: watch::Sender<State>) -> Self {
        let publisher = StatePublisher::new(public, target.settings.clone(), number);
        let publisher = Arc::new(publisher);
        let route = Route::new(&target, None, number, &publisher);
        Self {
            number,
            route,
            detected: OnceLock::new(),
            detector: TopologyDetector::new(target.clone(), Arc::clone(&publisher)),
            target,
            publisher,
            retired: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            pins: AtomicUsize::new(0),
            unpinned: Notify::new(),
        }
    }

    /// The node that delivers the messages of a sharded channel, or of any other.
    pub(crate) fn pubsub_node(&self, sharded: Option<&[u8]>) -> Option<Arc<Node>> {
        match self.cluster() {
            Some(cluster) => cluster.pubsub_node(sharded),
            None => Some(Arc::clone(self.node())),
        }
    }

    /// Whether a node is part of this generation.
    pub(crate) fn contains(&self, node: &Arc<Node>) -> bool {
        let member = |cluster: &Arc<Cluster>| cluster.contains(node);
        Arc::ptr_eq(self.node(), node) || self.cluster().is_some_and(member)
    }

    /// The slot map is out of date, according to a node.
    pub(crate) fn refresh_topology(&self) {
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
        self.detected.get().unwrap_or(&self.route)
    }

    /// The topology; `None` while it has to be detected and the server was not reached.
    pub(crate) fn topology(&self) -> Option<Topology> {
        let topology = self.route().topology;
        (topology != Topology::Auto).then_some(topology)
    }

    /// Makes sure that the topology is known: with `topology = auto`, asks the server. Once known, it stays.
    ///
    /// Cancel safe.
    pub(crate) async fn detect_topology(
        self: &Arc<Self>,
        deadline: Instant,
    ) -> Result<(), ConnectError> {
        if self.topology().is_some() || self.target.settings.disabled() {
            return Ok(());
        }
        let is_left = || self.is_retired() || self.is_closed();
        let task = || {
            let generation = Arc::clone(self);
            async move {
                let (topology, server) = generation.detector.detect().await;
                generation.set_topology(topology, server);
                generation.detector.finish();
            }
        };
        self.detector.wait(deadline, is_left, task).await
    }

    fn set_topology(&self, topology: Topology, server: ServerAddr) {
        let mut target = self.target.clone();
        target.topology = topology;
        let route = Route::new(&target, Some(server), self.number, &self.publisher);
        let route = self.detected.get_or_init(|| route);
        // Retired or closed before there was a route to retire or to close.
        if self.is_retired() {
            route.retire();
        }
        if self.is_closed() {
            route.close();
        }
    }

    /// Opens every shared socket, or returns the error that prevents it. Cancel safe: nothing stays open.
    pub(crate) async fn connect(self: &Arc<Self>) -> Result<(), ConnectError> {
        if self.target.settings.disabled() {
            self.publisher.publish(State::Disabled);
            return Ok(());
        }
        let deadline = Instant::now() + self.target.settings.connect_timeout();
        self.detect_topology(deadline).await?;
        match self.cluster() {
            Some(cluster) => cluster.connect().await,
            None => self.node().connect().await,
        }
    }

    /// Whether every shared socket is up now.
    pub(crate) fn is_up(&self) -> bool {
        let mut sockets = self.node().sockets.iter();
        self.target.settings.disabled()
            || (sockets.all(|shared| shared.is_live())
                && self.cluster().is_none_or(|cluster| cluster.is_up()))
    }

    /// A live shared socket, waited for until `deadline`. Cancel safe.
    pub(crate) async fn wait_for_socket(
        self: &Arc<Self>,
        deadline: Instant,
    ) -> Result<Arc<Socket>, ConnectError> {
        self.detect_topology(deadline).await?;
        let node = self.node();
        let (socket, _) = node.wait_up(&node.sockets[0], deadline, true).await?;
        Ok(socket)
    }

    /// From now on callers see the state of this generation.
    pub(crate) fn go_live(&self) {
        self.publisher.go_live();
    }

    /// Whether another generation has replaced it.
    pub(crate) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    /// Makes callers that are not pinned leave. Commands that were written still get their replies.
    pub(crate) fn retire(&self) {
        self.publisher.go_dark();
        self.retired.store(true, Ordering::SeqCst);
        self.route().retire();
        self.detector.recheck();
    }

    /// Lets the commands that were written end, for `limit` at most.
    pub(crate) async fn wait_until_idle(&self, limit: Duration) {
        let deadline = Instant::now() + limit;
        let members = self.cluster().map(|cluster| cluster.nodes());
        let members = members.iter().flatten();
        let nodes = std::iter::once(self.node()).chain(members);
        join_all(nodes.map(|node| node.wait_until_idle(deadline))).await;
    }

    /// Lets the commands that were written end, for `limit` at most; then waits until no connection is pinned, and closes.
    pub(crate) async fn drain(self: Arc<Self>, limit: Duration) {
        self.wait_until_idle(limit).await;
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
        self.detector.close();
        self.route().close();
        // The route does not publish it if it has several nodes, or has not been detected.
        self.publisher.publish(State::Closed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Keeps this generation open, even after a switch, until the guard is dropped.
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
