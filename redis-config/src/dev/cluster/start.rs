//! Starting a cluster: joins single nodes, and waits until they agree.

use super::builder::ClusterBuilder;
use super::cluster::{Cluster, SLOTS};
use super::view::{View, field};
use crate::dev::error::DevError;
use crate::dev::server::Server;
use crate::dev::wait::{self, LIMIT};

impl ClusterBuilder {
    /// Starts the nodes, makes them one cluster, and returns when every node knows all of it and takes commands. That takes
    /// two or three seconds: a node that was just started waits two before it takes writes.
    ///
    /// # Errors
    ///
    /// [`DevError`]: the program is missing, a node ended at once, or they did not find each other in time.
    pub fn start(self) -> Result<Cluster, DevError> {
        Cluster::start_with(self)
    }
}

impl Cluster {
    fn start_with(options: ClusterBuilder) -> Result<Self, DevError> {
        let all = options.shards * (1 + options.replicas);
        let nodes = wait::start_all(vec![options.node(); all])?;
        let ids = nodes
            .iter()
            .map(|node| node.call(&["CLUSTER", "MYID"]))
            .collect::<Result<_, _>>()?;
        let cluster = Self {
            nodes,
            ids,
            options,
        };
        for (index, node) in cluster.nodes.iter().enumerate() {
            // Different from the start: nodes with equal epochs resolve that first, which takes seconds.
            let epoch = (index + 1).to_string();
            node.call(&["CLUSTER", "SET-CONFIG-EPOCH", &epoch])?;
        }
        cluster.add_slots()?;
        cluster.meet()?;
        cluster.replicate()?;
        cluster.wait_until_settled()?;
        Ok(cluster)
    }

    fn add_slots(&self) -> Result<(), DevError> {
        let shards = self.options.shards;
        for shard in 0..shards {
            let range = SLOTS * shard / shards..SLOTS * (shard + 1) / shards;
            let slots: Vec<String> = range.map(|slot| slot.to_string()).collect();
            let mut command = vec!["CLUSTER", "ADDSLOTS"];
            command.extend(slots.iter().map(String::as_str));
            self.nodes[shard].call(&command)?;
        }
        Ok(())
    }

    /// Introduces every node to every other. Gossip would do that too, but later.
    fn meet(&self) -> Result<(), DevError> {
        for (index, node) in self.nodes.iter().enumerate() {
            for other in &self.nodes[index + 1..] {
                let (port, bus) = (other.node_port(), other.bus_port());
                let (port, bus) = (port.to_string(), bus.to_string());
                node.call(&["CLUSTER", "MEET", "127.0.0.1", &port, &bus])?;
            }
        }
        wait::until("all nodes know each other", LIMIT, || {
            for node in &self.nodes {
                self.knows_all(node)?;
            }
            Ok(())
        })
    }

    fn replicate(&self) -> Result<(), DevError> {
        for (index, node) in self.nodes.iter().enumerate().skip(self.options.shards) {
            let primary = &self.ids[self.shard_of(index)];
            node.call(&["CLUSTER", "REPLICATE", primary])?;
        }
        Ok(())
    }

    fn knows_all(&self, node: &Server) -> Result<View, String> {
        let who = node.node_port();
        let view =
            View::of(node).ok_or_else(|| format!("the node on port {who} does not answer"))?;
        for (id, other) in self.ids.iter().zip(&self.nodes) {
            if other.is_awake() && !view.node(id).is_some_and(super::view::Line::is_well) {
                return Err(format!(
                    "the node on port {who} does not find the one on port {} well",
                    other.node_port()
                ));
            }
        }
        Ok(view)
    }

    /// Whether all nodes that are awake agree, and take commands.
    pub(crate) fn settled(&self) -> Result<(), String> {
        let mut agreed: Option<Vec<(u16, u16, String)>> = None;
        for node in self.nodes.iter().filter(|node| node.is_awake()) {
            let who = node.node_port();
            let view = self.knows_all(node)?;
            if field(node, &["CLUSTER", "INFO"], "cluster_state").as_deref() != Some("ok") {
                return Err(format!(
                    "the node on port {who} reports that the cluster is down"
                ));
            }
            let owners = view.owners();
            if agreed.get_or_insert_with(|| owners.clone()) != &owners {
                return Err(format!("the node on port {who} gives slots to other nodes"));
            }
            let Some(myself) = view.myself() else {
                return Err(format!("the node on port {who} does not know itself"));
            };
            let index = self.ids.iter().position(|id| *id == myself.id);
            let is_replica = myself.has("slave");
            if is_replica
                && field(node, &["INFO", "replication"], "master_link_status").as_deref()
                    != Some("up")
            {
                return Err(format!("the replica on port {who} is not in sync"));
            }
            // The other nodes must agree on the role.
            for other in self.nodes.iter().filter(|other| other.is_awake()) {
                let seen = View::of(other).and_then(|view| view.node(&myself.id).cloned());
                if seen.is_none_or(|seen| {
                    seen.has("slave") != is_replica || seen.primary != myself.primary
                }) {
                    return Err(format!(
                        "the node on port {} is wrong about the role of the one on port {who}",
                        other.node_port()
                    ));
                }
            }
            // Also in a shard whose slots were all moved away.
            if let Some(index) = index
                && self.options.replicas > 0
                && self.primaries_in(self.shard_of(index)) != 1
            {
                return Err(format!(
                    "shard {} has not exactly one primary",
                    self.shard_of(index)
                ));
            }
        }
        Ok(())
    }

    fn primaries_in(&self, shard: usize) -> usize {
        self.members(shard)
            .filter_map(View::of)
            .filter(|view| view.myself().is_some_and(|line| line.has("master")))
            .count()
    }
}
