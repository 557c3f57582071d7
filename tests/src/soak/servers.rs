//! The servers of a run, and their faults.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use redis_config::dev::{Cluster, DevError, Sentinel, Server};

use super::definition::Topology;
use crate::canary;
use crate::proxy::Proxy;

/// A fault of the servers, healed when [`Servers::strike`] returns.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// `kill -9`, and a restart after this time.
    Kill { server: usize, down: Duration },
    /// SIGSTOP, and SIGCONT after this time.
    Freeze { server: usize, time: Duration },
    /// Every client socket of one server is closed by it.
    ClientKill { server: usize },
    /// `SENTINEL FAILOVER` or `CLUSTER FAILOVER`.
    Failover { shard: usize },
    /// Slots move to a shard: those from this one on, or the slot of the queue.
    Reshard { slot: Option<u16>, to: usize },
    /// Every client switches to the other server.
    Switch,
    /// Every connection through the proxies: FIN, RST, or half-open.
    Cut,
    /// As `Cut`, by RST.
    Reset,
    /// The connections become half-open.
    BlackHole,
    /// All replies are held back for this time.
    Hold { time: Duration },
}

/// The servers of one deployment.
#[derive(Debug)]
pub(super) enum Servers {
    /// Proxies for the producers and for the workers.
    Single(Box<Server>, Vec<Proxy>),
    Sentinel(Box<Sentinel>),
    Cluster(Box<Cluster>),
    Switch {
        servers: [Box<Server>; 2],
        /// Whether all are at the second.
        second: AtomicBool,
    },
}

/// Data that outlives `kill -9`: each write is on disk before it is acknowledged.
const DURABLE: (&str, &str) = ("appendfsync", "always");

impl Servers {
    pub(super) async fn start(topology: Topology) -> Result<Self, String> {
        let servers = tokio::task::spawn_blocking(move || Self::servers_of(topology)).await;
        let servers = servers.map_err(|error| error.to_string())?;
        let mut servers = servers.map_err(|error| error.to_string())?;
        if let Self::Single(server, proxies) = &mut servers {
            for _ in 0..2 {
                let proxy = Proxy::before(server).await;
                proxies.push(proxy.map_err(|error| error.to_string())?);
            }
        }
        Ok(servers)
    }

    fn servers_of(topology: Topology) -> Result<Self, DevError> {
        let server = || {
            Server::builder()
                .password(canary::PASSWORD)
                .append_only(true)
                .arg(DURABLE.0, DURABLE.1)
                .start()
                .map(Box::new)
        };
        Ok(match topology {
            Topology::Single => Self::Single(server()?, Vec::new()),
            Topology::Switch => Self::Switch {
                servers: [server()?, server()?],
                second: AtomicBool::new(false),
            },
            Topology::Sentinel => Self::Sentinel(Box::new(
                Sentinel::builder()
                    .password(canary::PASSWORD)
                    .append_only(true)
                    .arg(DURABLE.0, DURABLE.1)
                    .start()?,
            )),
            Topology::Cluster => Self::Cluster(Box::new(
                Cluster::builder()
                    .replicas(1)
                    .password(canary::PASSWORD)
                    .append_only(true)
                    .arg(DURABLE.0, DURABLE.1)
                    .start()?,
            )),
        })
    }

    /// Every server, sentinels last.
    pub(super) fn servers(&self) -> Vec<&Server> {
        match self {
            Self::Single(server, _) => vec![server],
            Self::Sentinel(set) => set.servers().iter().chain(set.sentinels()).collect(),
            Self::Cluster(cluster) => cluster.nodes().iter().collect(),
            Self::Switch { servers, .. } => servers.iter().map(Box::as_ref).collect(),
        }
    }

    /// The URL for the producers and the other clients of this process.
    pub(super) fn url(&self) -> String {
        match self {
            Self::Single(server, proxies) => proxies[0].url(&server.url()),
            _ => self.worker_url(),
        }
    }

    /// The URL for the worker processes.
    pub(super) fn worker_url(&self) -> String {
        match self {
            Self::Single(server, proxies) => proxies[1].url(&server.url()),
            Self::Sentinel(set) => set.url(),
            Self::Cluster(cluster) => cluster.url(),
            Self::Switch { servers, second } => {
                servers[usize::from(second.load(Ordering::SeqCst))].url()
            }
        }
    }

    /// Makes the other server the current one.
    pub(super) fn turn(&self) {
        if let Self::Switch { second, .. } = self {
            second.fetch_xor(true, Ordering::SeqCst);
        }
    }

    /// Whether the fault may replace a primary by a server that lacks its last writes. Blocks.
    pub(super) fn is_hazard(&self, fault: &Fault) -> bool {
        // Below half of `down-after-milliseconds`, or the node timeout, no replica is promoted.
        let patience = match self {
            Self::Sentinel(_) => Duration::from_millis(350),
            Self::Cluster(_) => Duration::from_millis(750),
            Self::Single(..) | Self::Switch { .. } => return false,
        };
        match fault {
            Fault::Kill { server, .. } => self.is_primary(*server),
            Fault::Freeze { server, time } => *time >= patience && self.is_primary(*server),
            // A cluster stops its clients until the replica has everything; a sentinel does not.
            Fault::Failover { .. } => matches!(self, Self::Sentinel(_)),
            _ => false,
        }
    }

    /// Whether clients write to it. If that cannot be found out, it counts as a primary.
    fn is_primary(&self, server: usize) -> bool {
        let servers = self.servers();
        let port = servers[server % servers.len()].port();
        match self {
            Self::Sentinel(set) => set.primary_port().map_or(true, |primary| primary == port),
            Self::Cluster(cluster) => (0..3).any(|shard| {
                let primary = cluster.primary_of(shard);
                primary.map_or(true, |primary| primary.port() == port)
            }),
            Self::Single(..) | Self::Switch { .. } => true,
        }
    }

    /// Does it, heals it, and returns when the servers agree again. Blocks.
    pub(super) fn strike(&self, fault: &Fault) -> Result<(), DevError> {
        let servers = self.servers();
        let server = |index: usize| servers[index % servers.len()];
        match fault {
            Fault::Kill { server: at, down } => {
                server(*at).kill()?;
                sleep(*down);
                server(*at).restart()?;
            }
            Fault::Freeze { server: at, time } => {
                server(*at).freeze()?;
                sleep(*time);
                server(*at).thaw()?;
            }
            Fault::ClientKill { server: at } => {
                for kind in ["normal", "pubsub"] {
                    server(*at).call(&["CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes"])?;
                }
            }
            Fault::Failover { shard } => match self {
                Self::Sentinel(set) => drop(set.failover()?),
                Self::Cluster(cluster) => drop(cluster.failover(shard % 3)?),
                Self::Single(..) | Self::Switch { .. } => {}
            },
            Fault::Reshard { slot, to } => {
                if let Self::Cluster(cluster) = self {
                    let slot = slot.map_or_else(|| cluster.slot_of("{rc:soak}"), Ok)?;
                    cluster.reshard(slot..=slot.saturating_add(7).min(16_383), to % 3)?;
                }
            }
            Fault::Cut => {
                for proxy in self.proxies() {
                    proxy.cut();
                }
            }
            Fault::Reset => {
                for proxy in self.proxies() {
                    proxy.reset();
                }
            }
            Fault::BlackHole => {
                for proxy in self.proxies() {
                    proxy.black_hole();
                }
            }
            Fault::Hold { time } => {
                self.proxies().iter().for_each(Proxy::hold);
                sleep(*time);
                self.proxies().iter().for_each(Proxy::release);
            }
            Fault::Switch => {}
        }
        self.settle()
    }

    /// Waits until the servers agree.
    pub(super) fn settle(&self) -> Result<(), DevError> {
        match self {
            Self::Sentinel(set) => set.wait_until_settled(),
            Self::Cluster(cluster) => cluster.wait_until_settled(),
            Self::Single(..) | Self::Switch { .. } => Ok(()),
        }
    }

    /// Sockets of the library at each server.
    pub(super) fn sockets(&self) -> Result<Vec<String>, DevError> {
        let mut sockets = Vec::new();
        for server in self.servers() {
            let list = server.call(&["CLIENT", "LIST"])?;
            let ours = list
                .lines()
                .filter(|line| line.contains("name=redis-config:"));
            sockets.extend(ours.map(|line| format!("{}: {line}", server.port())));
        }
        Ok(sockets)
    }

    fn proxies(&self) -> &[Proxy] {
        match self {
            Self::Single(_, proxies) => proxies,
            _ => &[],
        }
    }
}
