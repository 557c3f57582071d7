//! The options of a run, its instance and its jobs.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use redis_config::RedisConfig;
use redis_config::queue::Job;
use serde::{Deserialize, Serialize};

/// How long anything may take once the last fault is healed: several leases, back-offs and look-ups on a busy machine.
pub const BOUND: Duration = Duration::from_secs(20);
/// Length of a worker's lease.
pub(super) const LEASE: Duration = Duration::from_secs(2);

/// The instance under attack: one definition for every topology.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "soak",
    env = "SOAK_REDIS",
    topology = auto,
    connect_timeout = "10s",
    response_timeout = "3s",
    drain_timeout = "2s",
    reconnect_min_delay = "5ms",
    reconnect_max_delay = "200ms"
)]
pub struct SoakRedis {
    /// A server, sentinels or seeds.
    pub url: String,
}

/// One job: it works for some milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chore {
    pub(super) millis: u64,
    pub(super) marker: String,
}

impl Job for Chore {
    const QUEUE: &'static str = "soak";
}

/// The topology of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topology {
    /// One server behind proxies.
    Single,
    /// A primary and a replica under three sentinels.
    Sentinel,
    /// Three shards of two nodes.
    Cluster,
    /// Two servers, between which all clients switch back and forth.
    Switch,
}

impl Topology {
    /// All of them, in the order in which they run.
    pub const ALL: [Self; 4] = [Self::Single, Self::Sentinel, Self::Cluster, Self::Switch];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Sentinel => "sentinel",
            Self::Cluster => "cluster",
            Self::Switch => "switch",
        }
    }
}

impl FromStr for Topology {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.name() == name);
        found.ok_or_else(|| format!("there is no topology `{name}`"))
    }
}

/// The options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The topology.
    pub topology: Topology,
    /// Draws the faults.
    pub seed: u64,
    /// How long faults are made; healing and draining come on top.
    pub time: Duration,
    /// The program that is a worker process if it is called with the argument `worker`.
    pub program: PathBuf,
}

/// Variables with which a run configures a worker process.
pub(super) mod variable {
    /// The file that holds the URL of its Redis; followed when it changes.
    pub(in crate::soak) const TARGET: &str = "SOAK_TARGET";
    /// The file for its marks.
    pub(in crate::soak) const RECORD: &str = "SOAK_RECORD";
}
