//! The nodes of a cluster, by address, and which of them has which slot.

use crate::sync::Mutex;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::runtime;
use tokio::sync::{Semaphore, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

use super::routing_table::{RouteTo, RoutingTable, Shard};
use super::topology_refresh;
use crate::command::hash_slot::{SLOT_COUNT, hash_slot};
use crate::connect::cluster::slot_map::SlotMap;
use crate::connect::server::ServerAddr;
use crate::connect::target::Target;
use crate::handle::aggregate_state::AggregateState;
use crate::handle::instance::generation::wait_until_idle;
use crate::handle::node::locate::cluster_seeds::SeedLocator;
use crate::handle::node::locate::locator::Locator;
use crate::handle::node::node::Node;
use crate::handle::node::shared_socket::SharedSocket;
use crate::handle::state_publisher::StatePublisher;
use crate::settings::{Endpoint, ReadFrom};

/// A node that no map names is kept this long after it was last of use: a slot on its way goes to a node that has none yet.
const GRACE: Duration = Duration::from_secs(20);

#[derive(Debug)]
struct KnownNode {
    node: Arc<Node>,
    part: usize,
    needed: Instant,
}

/// A cluster, as its connections and its navigator see it.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) target: Target,
    generation: u64,
    /// The way in. It carries what is asked about the cluster, and no command of a caller.
    pub(crate) seed: Arc<Node>,
    seed_part: usize,
    table: ArcSwap<RoutingTable>,
    pub(crate) changed: watch::Sender<u64>,
    known: Mutex<HashMap<Endpoint, KnownNode>>,
    pub(crate) board: Arc<AggregateState>,
    /// Shared by all nodes, so that `dedicated_connections` bounds their sum.
    permits: Arc<Semaphore>,
    navigating: AtomicBool,
    pub(crate) navigator: Mutex<Option<AbortHandle>>,
    pub(crate) leaving: Mutex<JoinSet<()>>,
    pub(crate) retired: AtomicBool,
    pub(crate) closed: AtomicBool,
}

/// Held by the navigator's task: its end, however it comes, makes room for the next one.
struct Tenure(Arc<Cluster>);

impl Drop for Tenure {
    fn drop(&mut self) {
        self.0.navigating.store(false, Ordering::Release);
    }
}

impl Cluster {
    pub(crate) fn new(target: Target, generation: u64, outlet: &Arc<StatePublisher>) -> Self {
        let board = Arc::new(AggregateState::new(Arc::clone(outlet)));
        let permits = Arc::new(Semaphore::new(usize::from(
            target.settings.dedicated_connections().max(1),
        )));
        let seed_part = board.begin();
        let seed = Node::member(
            target.clone(),
            Locator::Seeds(SeedLocator::new(target.settings.endpoints())),
            Arc::new(StatePublisher::part(outlet, &board, seed_part)),
            generation,
            &permits,
        );
        Self {
            seed: Arc::new(seed),
            seed_part,
            table: ArcSwap::from_pointee(RoutingTable {
                map: SlotMap::empty(),
                teams: Vec::new(),
            }),
            changed: watch::Sender::new(0),
            known: Mutex::default(),
            board,
            permits,
            navigating: AtomicBool::new(false),
            navigator: Mutex::new(None),
            leaving: Mutex::default(),
            retired: AtomicBool::new(false),
            closed: AtomicBool::new(false),
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

    /// Tells of every new table.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn reads_replicas(&self) -> bool {
        self.target.settings.read_from() == ReadFrom::Replica
    }

    /// What an address that a node has told stands for.
    pub(crate) fn reach(&self, told: Endpoint) -> Endpoint {
        self.target.translate(told)
    }

    /// Has the nodes asked again, soon.
    pub(crate) fn refresh(self: &Arc<Self>) {
        self.ensure_navigated();
        self.board.refresh.notify_one();
    }

    /// Starts the navigator if none runs: at the first use, and when the runtime that it ran on is gone.
    pub(crate) fn ensure_navigated(self: &Arc<Self>) {
        if self.navigating.load(Ordering::Acquire) || self.closed.load(Ordering::Acquire) {
            return;
        }
        let Ok(runtime) = runtime::Handle::try_current() else {
            return;
        };
        if self.navigating.swap(true, Ordering::AcqRel) {
            return;
        }
        let (tenure, cluster) = (Tenure(Arc::clone(self)), Arc::clone(self));
        let task = runtime.spawn(async move {
            let _tenure = tenure;
            topology_refresh::refresh_topology(cluster).await;
        });
        let mut navigator = self.navigator.lock();
        *navigator = Some(task.abort_handle());
        drop(navigator);
        // Closed between the look and this: nobody else would end it.
        if self.closed.load(Ordering::Acquire) {
            task.abort();
        }
    }

    /// The node at an address, whether a map names it or not.
    pub(crate) fn node_at(&self, endpoint: &Endpoint) -> Arc<Node> {
        let mut known = self.known.lock();
        self.member(&mut known, endpoint).0
    }

    fn member(
        &self,
        known: &mut HashMap<Endpoint, KnownNode>,
        endpoint: &Endpoint,
    ) -> (Arc<Node>, usize) {
        let entry = known.entry(endpoint.clone()).or_insert_with(|| {
            let part = self.board.part();
            let node = Arc::new(Node::member(
                self.target.clone(),
                Locator::Member(ServerAddr::data(endpoint.clone())),
                Arc::new(StatePublisher::part(self.board.outlet(), &self.board, part)),
                self.generation,
                &self.permits,
            ));
            // What is retired or closed later finds it among the members.
            if self.closed.load(Ordering::SeqCst) {
                node.close();
            }
            if self.retired.load(Ordering::SeqCst) {
                node.retire();
            }
            KnownNode {
                node,
                part,
                needed: Instant::now(),
            }
        });
        entry.needed = Instant::now();
        (Arc::clone(&entry.node), entry.part)
    }

    /// Every node that a command can go to now.
    pub(crate) fn members(&self) -> Vec<Arc<Node>> {
        let known = self.known.lock();
        known
            .values()
            .map(|known| Arc::clone(&known.node))
            .collect()
    }

    /// Every slot's shard by one slot of it.
    pub(crate) fn one_slot_of_each(&self) -> Vec<u16> {
        let table = self.table();
        let mut seen = vec![false; table.teams.len()];
        let first = |slot: &u16| {
            let owner = table.map.owner(*slot);
            owner
                .and_then(|owner| seen.get_mut(owner))
                .is_some_and(|seen| !std::mem::replace(seen, true))
        };
        (0..SLOT_COUNT).filter(first).collect()
    }

    /// The node where messages of a sharded channel are heard, or those of any other.
    pub(crate) fn node_hearing(self: &Arc<Self>, sharded: Option<&[u8]>) -> Option<Arc<Node>> {
        self.ensure_navigated();
        let way = sharded.map_or(RouteTo::Any, |channel| RouteTo::Slot(hash_slot(channel)));
        self.table().node(way, false, 0).map(Arc::clone)
    }

    /// Whether a node is in the cluster now, as far as that is known.
    pub(crate) fn has(&self, node: &Arc<Node>) -> bool {
        let known = self.known.lock();
        known.values().any(|one| Arc::ptr_eq(&one.node, node))
    }

    /// A node has said that a slot is elsewhere: notes it at once, and has the nodes asked.
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

    /// Puts a map in force: nodes that it names are made, and those that the whole map does not name go when their time is
    /// over.
    pub(crate) fn install(self: &Arc<Self>, map: SlotMap, whole: bool, supervise: bool) {
        let mut known = self.known.lock();
        let mut named = BTreeSet::new();
        let mut take = |endpoint: &Endpoint| {
            let (node, part) = self.member(&mut known, endpoint);
            if supervise {
                node.ensure_supervised();
            }
            named.insert(part);
            (node, part)
        };
        // How the cluster is depends on them: a replica has its primary behind it, and the way in carries no commands.
        let mut needed = BTreeSet::new();
        let reads_replicas = self.reads_replicas();
        let teams = map.shards().iter().map(|shard| {
            let (primary, part) = take(&shard.primary);
            needed.insert(part);
            let mut replicas = Vec::new();
            if reads_replicas {
                replicas.extend(shard.replicas.iter().map(|replica| take(replica).0));
            }
            Shard { primary, replicas }
        });
        let teams: Vec<_> = teams.collect();
        if needed.is_empty() {
            needed.insert(self.seed_part);
        }
        if let Locator::Seeds(seeds) = &self.seed.locator {
            let all = map.shards().iter();
            seeds
                .note(all.flat_map(|shard| std::iter::once(&shard.primary).chain(&shard.replicas)));
        }
        if whole {
            self.release(&mut known, &named);
        }
        let before = self.table.swap(Arc::new(RoutingTable { map, teams }));
        self.board.name(needed, whole);
        drop(known);
        self.changed.send_modify(|version| *version += 1);
        self.see_off(&before);
    }

    /// Ends what waits at nodes that were primaries and are none any more: in vain, if they do not know that themselves.
    fn see_off(&self, before: &RoutingTable) {
        let now = self.table();
        let demoted = before.teams.iter().map(|team| &team.primary);
        for node in demoted.filter(|node| !now.is_primary(node)) {
            let left = node.pool.leave();
            let deadline = Instant::now() + self.target.settings.response_timeout();
            let node = Arc::clone(node);
            let mut leaving = self.leaving.lock();
            leaving.spawn(async move {
                let asked = node.slots.iter().find_map(|slot| slot.link());
                let pool = &node.pool;
                pool.see_off_left(left, asked.as_deref(), deadline).await;
            });
        }
    }

    /// Lets the nodes go that nobody needs any more.
    fn release(&self, known: &mut HashMap<Endpoint, KnownNode>, named: &BTreeSet<usize>) {
        let live = |slot: &Arc<SharedSocket>| slot.link().is_some_and(|link| !link.is_lost());
        let mut leaving = self.leaving.lock();
        while leaving.try_join_next().is_some() {}
        known.retain(|_, one| {
            let stays = named.contains(&one.part)
                || one.needed.elapsed() < GRACE && one.node.slots.iter().any(live);
            if !stays {
                let limit = self.target.settings.drain_timeout();
                leaving.spawn(wind_down(Arc::clone(&one.node), Instant::now() + limit));
            }
            stays
        });
    }
}

/// Lets a node that has left the cluster finish what was written there, and closes it.
async fn wind_down(node: Arc<Node>, deadline: Instant) {
    let leaving = Leaving(node);
    let mut draining = JoinSet::new();
    for link in leaving.0.slots.iter().filter_map(|slot| slot.link()) {
        draining.spawn(async move {
            wait_until_idle(Arc::clone(&link), deadline).await;
            link.close();
        });
    }
    while draining.join_next().await.is_some() {}
    let pool = &leaving.0.pool;
    pool.see_off_left(pool.leave(), None, deadline).await;
}

/// A node that is closed when this is dropped, in time or before.
struct Leaving(Arc<Node>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.close();
    }
}
