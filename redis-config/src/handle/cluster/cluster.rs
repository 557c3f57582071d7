//! The nodes of a cluster by address, and the routing table that is in force.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use arc_swap::ArcSwap;
use futures_util::future::join_all;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::routing_table::{RoutingTable, Shard};
use crate::command::hash_slot::{SLOT_COUNT, hash_slot};
use crate::command::key_slot::KeySlot;
use crate::connect::cluster::slot_map::SlotMap;
use crate::connect::server::ServerAddr;
use crate::connect::target::Target;
use crate::handle::drain::drain;
use crate::handle::node::locate::cluster_seeds::SeedLocator;
use crate::handle::node::locate::locator::Locator;
use crate::handle::node::node::Node;
use crate::handle::state_publisher::{AggregateState, StatePublisher};
use crate::settings::{Endpoint, ReadFrom};
use crate::sync::{Mutex, RestartableTask};

/// A node that the slot map does not name is kept this long after its last use: during a migration, `ASK` names a node that
/// has no slot yet.
const UNNAMED_NODE_LIFETIME: Duration = Duration::from_secs(20);

#[derive(Debug)]
struct KnownNode {
    node: Arc<Node>,
    part: usize,
    last_used: Instant,
}

/// A cluster, shared by its connections and the task that refreshes its routing table.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) target: Target,
    generation: u64,
    /// Leads to any node of the cluster. It carries questions about the cluster, and no command of a caller.
    pub(crate) seed: Arc<Node>,
    seed_part: usize,
    table: ArcSwap<RoutingTable>,
    pub(crate) table_version: watch::Sender<u64>,
    known: Mutex<HashMap<Endpoint, KnownNode>>,
    pub(crate) aggregate: Arc<AggregateState>,
    /// Shared by all nodes, so that `dedicated_connections` bounds their sum.
    permits: Arc<Semaphore>,
    /// Refreshes the routing table.
    pub(crate) refresher: RestartableTask,
    /// Nodes that are out of use and end their work.
    pub(crate) draining: Mutex<JoinSet<()>>,
    pub(crate) retired: AtomicBool,
}

impl Cluster {
    pub(crate) fn new(target: Target, generation: u64, publisher: &Arc<StatePublisher>) -> Self {
        let aggregate = Arc::new(AggregateState::new(Arc::clone(publisher)));
        let permits = target.settings.dedicated_connections().max(1);
        let permits = Arc::new(Semaphore::new(usize::from(permits)));
        let (seed_part, seed_publisher) = aggregate.add_node();
        let seed = Node::with_permits(
            target.clone(),
            Locator::Seeds(SeedLocator::new(target.settings.endpoints())),
            seed_publisher,
            generation,
            &permits,
        );
        Self {
            seed: Arc::new(seed),
            seed_part,
            table: ArcSwap::from_pointee(RoutingTable {
                map: SlotMap::empty(),
                shards: Vec::new(),
            }),
            table_version: watch::Sender::new(0),
            known: Mutex::default(),
            aggregate,
            permits,
            refresher: RestartableTask::default(),
            draining: Mutex::default(),
            retired: AtomicBool::new(false),
            generation,
            target,
        }
    }

    pub(crate) fn seed(&self) -> &Arc<Node> {
        &self.seed
    }

    /// Whether a node is the primary of some slot.
    pub(crate) fn is_primary(&self, node: &Arc<Node>) -> bool {
        self.table().is_primary(node)
    }

    pub(crate) fn table(&self) -> arc_swap::Guard<Arc<RoutingTable>> {
        self.table.load()
    }

    /// Changes with every new table.
    pub(crate) fn table_changes(&self) -> watch::Receiver<u64> {
        self.table_version.subscribe()
    }

    pub(crate) fn reads_replicas(&self) -> bool {
        self.target.settings.read_from() == ReadFrom::Replica
    }

    /// Where to reach the endpoint that a node advertises for another one.
    pub(crate) fn reachable_endpoint(&self, advertised: Endpoint) -> Endpoint {
        self.target.translate(advertised)
    }

    /// The node at an address, whether the slot map names it or not.
    pub(crate) fn node_at(&self, endpoint: &Endpoint) -> Arc<Node> {
        let mut known = self.known.lock();
        self.node_in(&mut known, endpoint).0
    }

    fn node_in(
        &self,
        known: &mut HashMap<Endpoint, KnownNode>,
        endpoint: &Endpoint,
    ) -> (Arc<Node>, usize) {
        let entry = known.entry(endpoint.clone()).or_insert_with(|| {
            let (part, publisher) = self.aggregate.add_node();
            let node = Arc::new(Node::with_permits(
                self.target.clone(),
                Locator::Member(ServerAddr::data(endpoint.clone())),
                publisher,
                self.generation,
                &self.permits,
            ));
            // From here on `retire` and `close` find the node: they take the lock that is held here after they set the flag.
            if self.is_closed() {
                node.close();
            }
            if self.is_retired() {
                node.retire();
            }
            KnownNode {
                node,
                part,
                last_used: Instant::now(),
            }
        });
        entry.last_used = Instant::now();
        (Arc::clone(&entry.node), entry.part)
    }

    /// Every node that a command can go to now.
    pub(crate) fn nodes(&self) -> Vec<Arc<Node>> {
        let known = self.known.lock();
        let nodes = known.values().map(|known| Arc::clone(&known.node));
        nodes.collect()
    }

    /// The first slot of every shard that has one.
    pub(crate) fn one_slot_per_shard(&self) -> Vec<u16> {
        let table = self.table();
        let mut seen = vec![false; table.shards.len()];
        let first = |slot: &u16| {
            let owner = table.map.owner(*slot);
            owner
                .and_then(|owner| seen.get_mut(owner))
                .is_some_and(|seen| !std::mem::replace(seen, true))
        };
        (0..SLOT_COUNT).filter(first).collect()
    }

    /// The node to subscribe at: to a sharded channel, or to anything else.
    pub(crate) fn pubsub_node(self: &Arc<Self>, sharded: Option<&[u8]>) -> Option<Arc<Node>> {
        self.ensure_refreshing();
        let slot = sharded.map_or(KeySlot::Any, |channel| KeySlot::Slot(hash_slot(channel)));
        self.table().node(slot, false, 0).map(Arc::clone)
    }

    /// Whether a node is in the cluster now, as far as that is known.
    pub(crate) fn contains(&self, node: &Arc<Node>) -> bool {
        let known = self.known.lock();
        known.values().any(|one| Arc::ptr_eq(&one.node, node))
    }

    /// Applies a `MOVED` to the table at once, and refreshes the rest.
    pub(crate) fn note_moved(self: &Arc<Self>, slot: u16, to: &Endpoint) {
        let table = self.table.load_full();
        let owner = table
            .map
            .owner(slot)
            .and_then(|owner| table.map.shards().get(owner));
        if owner.is_none_or(|shard| shard.primary != *to) {
            self.install(table.map.moved(slot, to), false, true);
        }
        self.refresh();
    }

    /// Puts a slot map in force. Makes the nodes that it names; if the map is `complete`, nodes that it does not name go once
    /// they are out of use.
    pub(crate) fn install(self: &Arc<Self>, map: SlotMap, complete: bool, supervise: bool) {
        let mut known = self.known.lock();
        let mut named = BTreeSet::new();
        let mut take = |endpoint: &Endpoint| {
            let (node, part) = self.node_in(&mut known, endpoint);
            if supervise {
                node.ensure_supervised();
            }
            named.insert(part);
            (node, part)
        };
        // The state of the cluster is that of its primaries: a read can go to the primary instead of a replica, and the seed
        // carries no commands.
        let mut decisive = BTreeSet::new();
        let reads_replicas = self.reads_replicas();
        let shards = map.shards().iter().map(|shard| {
            let (primary, part) = take(&shard.primary);
            decisive.insert(part);
            let mut replicas = Vec::new();
            if reads_replicas {
                replicas.extend(shard.replicas.iter().map(|replica| take(replica).0));
            }
            Shard { primary, replicas }
        });
        let shards: Vec<_> = shards.collect();
        if decisive.is_empty() {
            decisive.insert(self.seed_part);
        }
        if let Locator::Seeds(seeds) = &self.seed.locator {
            let all = map.shards().iter();
            seeds
                .note(all.flat_map(|shard| std::iter::once(&shard.primary).chain(&shard.replicas)));
        }
        if complete {
            self.drop_unused(&mut known, &named);
        }
        let before = self.table.swap(Arc::new(RoutingTable { map, shards }));
        self.aggregate.set_members(decisive, complete);
        drop(known);
        self.table_version.send_modify(|version| *version += 1);
        self.unblock_demoted(&before);
    }

    /// Unblocks the commands that wait at former primaries. A node that was cut off does not know that it is one, and would let
    /// them wait in vain.
    fn unblock_demoted(&self, before: &RoutingTable) {
        let now = self.table();
        let primaries = before.shards.iter().map(|shard| &shard.primary);
        for node in primaries.filter(|node| !now.is_primary(node)) {
            let left = node.pool.next_era();
            let deadline = Instant::now() + self.target.settings.response_timeout();
            let node = Arc::clone(node);
            self.draining.lock().spawn(async move {
                let asked = node.any_socket();
                let pool = &node.pool;
                pool.unblock_era(left, asked.as_deref(), deadline).await;
            });
        }
    }

    /// Removes the nodes that are neither named by the slot map nor in use, and closes them once they are drained.
    fn drop_unused(&self, known: &mut HashMap<Endpoint, KnownNode>, named: &BTreeSet<usize>) {
        let mut draining = self.draining.lock();
        while draining.try_join_next().is_some() {}
        known.retain(|_, one| {
            let is_live = || one.node.sockets.iter().any(|shared| shared.is_live());
            let stays = named.contains(&one.part)
                || one.last_used.elapsed() < UNNAMED_NODE_LIFETIME && is_live();
            if !stays {
                let limit = self.target.settings.drain_timeout();
                draining.spawn(drain_node(Arc::clone(&one.node), Instant::now() + limit));
            }
            stays
        });
    }
}

/// Waits for the replies of a node that has left the cluster, and closes it.
async fn drain_node(node: Arc<Node>, deadline: Instant) {
    let closing = CloseOnDrop(node);
    let node = &closing.0;
    let sockets = node.sockets.iter().filter_map(|shared| shared.current());
    join_all(sockets.map(|socket| drain(socket, deadline))).await;
    let left = node.pool.next_era();
    node.pool.unblock_era(left, None, deadline).await;
}

/// Closes its node when its task ends or is aborted.
struct CloseOnDrop(Arc<Node>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}
