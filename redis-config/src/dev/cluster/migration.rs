//! Moving a slot from one node to another.

use std::ops::RangeInclusive;

use super::cluster::Cluster;
use crate::dev::error::DevError;
use crate::dev::server::{CALL_TIMEOUT, Server};

/// How long `MIGRATE` may take, in milliseconds.
const MIGRATE_TIMEOUT: &str = "10000";

/// A slot between two nodes, held there for as long as the test wants; from [`Cluster::begin_migration`].
///
/// Until [`finish`](Self::finish), the old owner answers for the keys that it still has and sends clients to the new one with
/// `ASK` for all others; a command on several keys of which some have moved is answered with `TRYAGAIN`.
/// Dropping it leaves the slot as it is, in between.
#[derive(Debug)]
#[must_use = "the slot stays between two nodes until `finish` or `cancel`"]
pub struct Migration<'a> {
    cluster: &'a Cluster,
    slot: u16,
    from: usize,
    to: usize,
}

impl Cluster {
    /// Begins to move a slot from the node that owns it to the primary of a shard.
    ///
    /// # Errors
    ///
    /// As [`primary_of`](Self::primary_of) and [`Server::call`].
    pub fn begin_migration(&self, slot: u16, to: usize) -> Result<Migration<'_>, DevError> {
        Migration::begin(self, slot, self.owner(slot)?, self.primary_index(to)?)
    }

    /// Moves slots with their keys to a shard, one after the other, while clients use the cluster. Slots that it owns already stay.
    ///
    /// # Errors
    ///
    /// As [`begin_migration`](Self::begin_migration). What was moved before the error stays moved.
    pub fn reshard(&self, slots: RangeInclusive<u16>, to: usize) -> Result<(), DevError> {
        let to = self.primary_index(to)?;
        for slot in slots {
            let from = self.owner(slot)?;
            if from != to {
                Migration::begin(self, slot, from, to)?.finish()?;
            }
        }
        Ok(())
    }
}

impl<'a> Migration<'a> {
    fn begin(cluster: &'a Cluster, slot: u16, from: usize, to: usize) -> Result<Self, DevError> {
        let migration = Self {
            cluster,
            slot,
            from,
            to,
        };
        let [from_id, to_id] = [from, to].map(|index| cluster.ids[index].as_str());
        // In this order, so that no client is redirected to a node that is not importing yet.
        migration.set_slot(to, &["IMPORTING", from_id])?;
        migration.set_slot(from, &["MIGRATING", to_id])?;
        Ok(migration)
    }

    /// The slot.
    pub fn slot(&self) -> u16 {
        self.slot
    }

    /// The node that gives it away.
    pub fn from(&self) -> &'a Server {
        &self.cluster.nodes[self.from]
    }

    /// The node that takes it.
    pub fn to(&self) -> &'a Server {
        &self.cluster.nodes[self.to]
    }

    /// Moves `count` keys of the slot at most, and returns how many there were to move.
    ///
    /// # Errors
    ///
    /// As [`Server::call`].
    pub fn move_keys(&self, count: usize) -> Result<usize, DevError> {
        let (slot, count) = (self.slot.to_string(), count.to_string());
        let keys = self
            .from()
            .value(&["CLUSTER", "GETKEYSINSLOT", &slot, &count], CALL_TIMEOUT)?;
        let keys: Vec<Vec<u8>> = keys.into_keys();
        self.migrate(&keys)?;
        Ok(keys.len())
    }

    /// Moves these keys, whether they are there or not. All of them must be in the slot.
    ///
    /// # Errors
    ///
    /// As [`Server::call`].
    pub fn move_these(&self, keys: &[&str]) -> Result<(), DevError> {
        let keys: Vec<Vec<u8>> = keys.iter().map(|key| key.as_bytes().to_vec()).collect();
        self.migrate(&keys)
    }

    /// Moves what is left, and makes the new owner known.
    ///
    /// # Errors
    ///
    /// As [`Server::call`], and [`DevError::NotReached`] if the new owner does not receive the state of the other nodes.
    /// The slot is then still in migration.
    pub fn finish(self) -> Result<(), DevError> {
        while self.move_keys(100)? > 0 {}
        self.cluster.wait_until_newest(self.to)?;
        let id = self.cluster.ids[self.to].as_str();
        // The new owner first: a client that the old one redirects must not be redirected back.
        self.set_slot(self.to, &["NODE", id])?;
        self.set_slot(self.from, &["NODE", id])?;
        for (index, node) in self.cluster.nodes.iter().enumerate() {
            if index != self.to && index != self.from && node.is_awake() {
                // Gossip would do that too. A replica refuses the command.
                let _result = self.set_slot(index, &["NODE", id]);
            }
        }
        Ok(())
    }

    /// Leaves the slot where it was. Keys that were moved are moved back.
    ///
    /// # Errors
    ///
    /// As [`Server::call`].
    pub fn cancel(self) -> Result<(), DevError> {
        let (from, to) = (self.from, self.to);
        let back = Self {
            from: to,
            to: from,
            ..self
        };
        // Without this the old owner refuses keys of a slot that it gives away.
        back.set_slot(from, &["STABLE"])?;
        while back.move_keys(100)? > 0 {}
        back.set_slot(to, &["STABLE"])
    }

    fn migrate(&self, keys: &[Vec<u8>]) -> Result<(), DevError> {
        if keys.is_empty() {
            return Ok(());
        }
        let port = self.to().node_port().to_string();
        let auth = self.cluster.options.migrate_auth();
        let mut command: Vec<&[u8]> = ["MIGRATE", "127.0.0.1", &port, "", "0", MIGRATE_TIMEOUT]
            .map(str::as_bytes)
            .to_vec();
        command.extend(auth.iter().map(String::as_bytes));
        command.push(b"KEYS");
        command.extend(keys.iter().map(Vec::as_slice));
        self.from().value(&command, CALL_TIMEOUT).map(drop)
    }

    fn set_slot(&self, node: usize, state: &[&str]) -> Result<(), DevError> {
        let slot = self.slot.to_string();
        let mut command = vec!["CLUSTER", "SETSLOT", &slot];
        command.extend(state);
        self.cluster.nodes[node].call(&command).map(drop)
    }
}
