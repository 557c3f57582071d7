//! A private cluster: its nodes, the owners of its slots, and failovers.

use std::time::Duration;

use super::builder::ClusterBuilder;
use super::view::View;
use crate::dev::error::DevError;
use crate::dev::ports::BUS;
use crate::dev::server::Server;
use crate::dev::wait::{self, LIMIT};

pub(crate) const SLOTS: usize = 16_384;

/// A private cluster on 127.0.0.1, gone when dropped and when this process ends in any way.
///
/// Every node is a [`Server`], so each can be killed, restarted, frozen, thawed and called separately. Shard `i` of `n` begins
/// with the `i`-th of `n` equal parts of the slots; its nodes stay in it.
///
/// ```
/// use redis_config::dev::Cluster;
///
/// let cluster = Cluster::start()?;
/// let slot = cluster.slot_of("greeting")?;
/// let owner = cluster.node_of("greeting")?;
/// owner.call(&["SET", "greeting", "hello"])?;
///
/// // The key's slot on its way to another shard: clients of its owner are redirected with ASK.
/// let to = (cluster.shard_of_slot(slot)? + 1) % 3;
/// let migration = cluster.begin_migration(slot, to)?;
/// migration.move_keys(10)?;
/// let asked = owner.call(&["GET", "greeting"]).unwrap_err().to_string();
/// assert!(asked.contains("ASK"));
///
/// migration.finish()?;
/// assert_eq!(cluster.node_of("greeting")?.call(&["GET", "greeting"])?, "hello");
/// # Ok::<(), redis_config::dev::DevError>(())
/// ```
#[derive(Debug)]
pub struct Cluster {
    /// First one of each shard, then the replicas of the first shard, of the second, ...
    pub(crate) nodes: Vec<Server>,
    pub(crate) ids: Vec<String>,
    pub(crate) options: ClusterBuilder,
}

impl Cluster {
    /// Starts three shards without replicas and without a password.
    ///
    /// # Errors
    ///
    /// As [`ClusterBuilder::start`].
    pub fn start() -> Result<Self, DevError> {
        Self::builder().start()
    }

    /// A builder, to set options first.
    pub fn builder() -> ClusterBuilder {
        ClusterBuilder::new()
    }

    /// `redis+cluster://127.0.0.1:<port>,...` with all nodes, and the password that they were started with.
    pub fn url(&self) -> String {
        format!("{}{}", self.options.url_head(), self.seeds().join(","))
    }

    /// `127.0.0.1:<port>` of each node.
    pub fn seeds(&self) -> Vec<String> {
        self.nodes
            .iter()
            .map(|node| format!("127.0.0.1:{}", node.node_port()))
            .collect()
    }

    /// All nodes: first one of each shard, that is its primary at start; then the replicas of the first shard, of the second,
    /// and so on.
    pub fn nodes(&self) -> &[Server] {
        &self.nodes
    }

    /// One of [`nodes`](Self::nodes).
    ///
    /// # Errors
    ///
    /// [`DevError::NoMember`].
    pub fn node(&self, index: usize) -> Result<&Server, DevError> {
        self.nodes.get(index).ok_or_else(|| DevError::NoMember {
            what: format!("node {index}"),
        })
    }

    /// The id of a node.
    ///
    /// # Errors
    ///
    /// [`DevError::NoMember`].
    pub fn node_id(&self, index: usize) -> Result<&str, DevError> {
        self.node(index).map(|_| self.ids[index].as_str())
    }

    /// The slot of a key.
    ///
    /// # Errors
    ///
    /// As [`Server::call`], if no node is awake.
    pub fn slot_of(&self, key: &str) -> Result<u16, DevError> {
        let node = self
            .nodes
            .iter()
            .find(|node| node.is_awake())
            .ok_or(DevError::NotRunning)?;
        let slot = node.call(&["CLUSTER", "KEYSLOT", key])?;
        slot.parse().map_err(|_| DevError::Refused {
            command: "CLUSTER KEYSLOT".to_owned(),
            error: slot,
        })
    }

    /// The primary that owns a key's slot, as it reports.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] if none that is awake does.
    pub fn node_of(&self, key: &str) -> Result<&Server, DevError> {
        self.owner(self.slot_of(key)?)
            .map(|index| &self.nodes[index])
    }

    /// The shard whose primary owns the slot.
    ///
    /// # Errors
    ///
    /// As [`node_of`](Self::node_of).
    pub fn shard_of_slot(&self, slot: u16) -> Result<usize, DevError> {
        self.owner(slot).map(|index| self.shard_of(index))
    }

    /// The primary of a shard, as it reports. If two report it, the one with the newer configuration.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] if none that is awake does.
    pub fn primary_of(&self, shard: usize) -> Result<&Server, DevError> {
        self.primary_index(shard).map(|index| &self.nodes[index])
    }

    /// The nodes of a shard that are not its primary.
    ///
    /// # Errors
    ///
    /// As [`primary_of`](Self::primary_of).
    pub fn replicas_of(&self, shard: usize) -> Result<Vec<&Server>, DevError> {
        let primary = self.primary_of(shard)?.port();
        Ok(self
            .members(shard)
            .filter(|node| node.port() != primary)
            .collect())
    }

    /// Has a replica of the shard take over (`CLUSTER FAILOVER`, with `FORCE` if the primary is not awake), and returns it when
    /// all nodes that are awake know.
    ///
    /// # Errors
    ///
    /// [`DevError::NoMember`] if no replica is awake; [`DevError::NotReached`] if it does not come about.
    pub fn failover(&self, shard: usize) -> Result<&Server, DevError> {
        let old = self.primary_of(shard).ok().map(Server::port);
        let replica = self
            .members(shard)
            .find(|node| node.is_awake() && Some(node.port()) != old)
            .ok_or_else(|| DevError::NoMember {
                what: format!("replica in shard {shard} that is awake"),
            })?;
        wait::until("the replica is the primary of its shard", LIMIT, || {
            let is_primary = View::of(replica)
                .is_some_and(|view| view.myself().is_some_and(|line| line.has("master")));
            if is_primary {
                return self.settled();
            }
            // Repeated: a failover without enough votes in time ends without an error.
            let command: &[&str] = match old {
                Some(_) => &["CLUSTER", "FAILOVER"],
                None => &["CLUSTER", "FAILOVER", "FORCE"],
            };
            match replica.call(command) {
                Ok(_) => Err("the failover is under way".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        })?;
        Ok(replica)
    }

    /// Waits until the shard has another primary than the node on `port`, and all nodes that are awake know. Returns it.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] after `within`.
    pub fn wait_for_primary_other_than(
        &self,
        shard: usize,
        port: u16,
        within: Duration,
    ) -> Result<&Server, DevError> {
        wait::until("the shard has another primary", within, || {
            let primary = self.primary_of(shard).map_err(|error| error.to_string())?;
            if primary.port() == port {
                return Err(format!("it is still the one on port {port}"));
            }
            self.settled().map(|()| primary)
        })
    }

    /// Waits until all nodes that are awake see each other, agree on roles and slots, and report `cluster_state:ok`, and
    /// replicas are in sync.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] after a minute, with what is missing.
    pub fn wait_until_settled(&self) -> Result<(), DevError> {
        wait::until("the nodes agree", LIMIT, || self.settled())
    }

    /// Waits until a node knows the newest configuration epoch of the others, so that its next one is newer.
    ///
    /// A node takes over a slot with an epoch newer than all that it knows. If the old owner has a newer one, the slot returns
    /// to it with its next message. By then the old owner redirects clients to the new owner, which redirects them back, and
    /// no node claims the slot any more (Redis 7.0.15).
    pub(crate) fn wait_until_newest(&self, index: usize) -> Result<(), DevError> {
        let epoch = |node: &Server, name: &str| -> u64 {
            let value = super::view::field(node, &["CLUSTER", "INFO"], name);
            value.and_then(|value| value.parse().ok()).unwrap_or(0)
        };
        wait::until("the node knows every change", LIMIT, || {
            let awake = self.nodes.iter().filter(|node| node.is_awake());
            let newest = awake.map(|node| epoch(node, "cluster_my_epoch")).max();
            let known = epoch(&self.nodes[index], "cluster_current_epoch");
            match newest {
                Some(newest) if known < newest => {
                    Err(format!("it knows change {known} of {newest}"))
                }
                _ => Ok(()),
            }
        })
    }

    /// The shard that a node belongs to.
    pub(crate) fn shard_of(&self, index: usize) -> usize {
        match index.checked_sub(self.options.shards) {
            None => index,
            Some(replica) => replica / self.options.replicas.max(1),
        }
    }

    pub(crate) fn members(&self, shard: usize) -> impl Iterator<Item = &Server> {
        self.nodes
            .iter()
            .enumerate()
            .filter(move |(index, _)| self.shard_of(*index) == shard)
            .map(|(_, node)| node)
    }

    pub(crate) fn owner(&self, slot: u16) -> Result<usize, DevError> {
        self.newest(&format!("a node owns slot {slot}"), |_, line| {
            line.owns(slot)
        })
    }

    pub(crate) fn primary_index(&self, shard: usize) -> Result<usize, DevError> {
        self.newest(&format!("shard {shard} has a primary"), |index, _| {
            self.shard_of(index) == shard
        })
    }

    /// Of the primaries that are awake and fit, the one with the newest configuration.
    fn newest(
        &self,
        what: &str,
        fits: impl Fn(usize, &super::view::Line) -> bool,
    ) -> Result<usize, DevError> {
        wait::until(what, Duration::ZERO, || {
            self.nodes
                .iter()
                .enumerate()
                .filter_map(|(index, node)| {
                    let view = View::of(node)?;
                    let line = view.myself()?;
                    (line.has("master") && fits(index, line)).then_some((line.epoch, index))
                })
                .max()
                .map(|(_, index)| index)
                .ok_or_else(|| "none that is awake reports it".to_owned())
        })
    }
}

impl Server {
    /// Where clients and other nodes reach a node: its TLS port if the cluster has TLS.
    pub(crate) fn node_port(&self) -> u16 {
        self.port()
    }

    pub(crate) fn bus_port(&self) -> u16 {
        self.node_port() + BUS
    }
}
