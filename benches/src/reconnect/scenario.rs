//! The faults, and the servers that they affect.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use redis_config::dev::{Cluster, DevError, Sentinel, Server};
use redis_config_tests::proxy::Proxy;
use tokio::time::{Instant, sleep};

use super::caller::Rule;
use super::hosts::Hosts;
use super::peer::{Address, KEY};

/// One kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// `kill -9`, half a second without a server, then a new one at the same address.
    Kill,
    /// SIGSTOP for three seconds.
    Freeze,
    /// The current connections fall silent forever; new ones work.
    HalfOpen,
    /// Another password for two seconds, with every socket killed; then the first one again.
    Password,
    /// Every socket is killed by a healthy server.
    ClientKill,
    /// The host behind the name is gone, and the name has a new address.
    Moved,
    /// The name has a new address; behind the old one the server stays, as a read-only replica.
    MovedReadOnly,
    /// The primary is killed, and the sentinels promote another server.
    SentinelKill,
    /// `SENTINEL FAILOVER`: the sentinels promote another server.
    SentinelFailover,
    /// `CLUSTER FAILOVER`: the primary of the key's shard hands over to its replica.
    ClusterFailover,
}

impl Scenario {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Kill,
        Self::Freeze,
        Self::HalfOpen,
        Self::Password,
        Self::ClientKill,
        Self::Moved,
        Self::MovedReadOnly,
        Self::SentinelKill,
        Self::SentinelFailover,
        Self::ClusterFailover,
    ];

    /// For the head of the table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kill => "`kill -9`, restarted after 0.5 s",
            Self::Freeze => "SIGSTOP 3 s",
            Self::HalfOpen => "half-open",
            Self::Password => "password rotated for 2 s and back",
            Self::ClientKill => "`CLIENT KILL`",
            Self::Moved => "DNS change, old host gone",
            Self::MovedReadOnly => "DNS change, old server read-only",
            Self::SentinelKill => "Sentinel, primary killed",
            Self::SentinelFailover => "`SENTINEL FAILOVER`",
            Self::ClusterFailover => "`CLUSTER FAILOVER`",
        }
    }

    /// For the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Freeze => "freeze",
            Self::HalfOpen => "half-open",
            Self::Password => "password",
            Self::ClientKill => "client-kill",
            Self::Moved => "moved",
            Self::MovedReadOnly => "moved-read-only",
            Self::SentinelKill => "sentinel-kill",
            Self::SentinelFailover => "sentinel-failover",
            Self::ClusterFailover => "cluster-failover",
        }
    }

    /// A peer that is not back after this long counts as never back.
    pub fn bound(self) -> Duration {
        match self {
            // A response timeout of 5 s, our default, has to be over first.
            Self::HalfOpen => Duration::from_secs(8),
            _ => Duration::from_secs(5),
        }
    }

    /// Which successes count, if the server was back at `back`.
    pub fn rule(self, back: Instant) -> Rule {
        let began = match self {
            Self::Kill | Self::Freeze | Self::Password => None,
            _ => Some(back),
        };
        Rule { ended: back, began }
    }

    fn needs_name(self) -> bool {
        matches!(self, Self::Moved | Self::MovedReadOnly)
    }
}

/// The servers of one trial.
pub struct Stage {
    scenario: Scenario,
    address: Address,
    server: Option<Arc<Server>>,
    sentinel: Option<Arc<Sentinel>>,
    cluster: Option<Arc<Cluster>>,
    /// What the name leads to in the end.
    next: Option<Server>,
    proxies: Vec<Proxy>,
    moves: Option<(Arc<Hosts>, String)>,
}

const OLD: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEW: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const PASSWORD: &str = "bench-password";
/// Time for the sentinels to promote another server.
const PROMOTION: Duration = Duration::from_secs(30);

impl Stage {
    /// Starts what the scenario needs.
    ///
    /// # Errors
    ///
    /// A text that names what this system lacks.
    pub async fn set(
        scenario: Scenario,
        round: usize,
        hosts: Option<Arc<Hosts>>,
    ) -> Result<Self, String> {
        match scenario {
            Scenario::SentinelKill | Scenario::SentinelFailover => {
                let sentinel = Arc::new(blocking(Sentinel::start).await?);
                let master = sentinel.master().to_owned();
                let mut stage = Self::at(scenario, Address::Sentinel(sentinel.nodes(), master));
                stage.sentinel = Some(sentinel);
                return Ok(stage);
            }
            Scenario::ClusterFailover => {
                let cluster = Arc::new(blocking(|| Cluster::builder().replicas(1).start()).await?);
                let mut stage = Self::at(scenario, Address::Cluster(cluster.seeds()));
                stage.cluster = Some(cluster);
                return Ok(stage);
            }
            _ => {}
        }
        let server = Arc::new(start().await?);
        let mut stage = Self::at(scenario, Address::Standalone(server.url()));
        let target = (server.host(), server.port());
        stage.server = Some(Arc::clone(&server));
        if scenario == Scenario::HalfOpen {
            let proxy = Proxy::start(target).await.map_err(text)?;
            stage.address = Address::Standalone(proxy.url(&server.url()));
            stage.proxies.push(proxy);
        }
        if scenario.needs_name() {
            let hosts = hosts.ok_or("not measured: no mount namespace may be made here")?;
            let next = start().await?;
            let old = Proxy::start_at(SocketAddr::from((OLD, 0)), target)
                .await
                .map_err(text)?;
            let new = SocketAddr::from((NEW, old.port()));
            let new = Proxy::start_at(new, (next.host(), next.port()))
                .await
                .map_err(text)?;
            let name = format!("{}-{round}.bench.test", scenario.name());
            hosts.set(&name, OLD).map_err(text)?;
            stage.address =
                Address::Standalone(format!("redis://:{PASSWORD}@{name}:{}", old.port()));
            stage.proxies.extend([old, new]);
            stage.next = Some(next);
            stage.moves = Some((hosts, name));
        }
        Ok(stage)
    }

    fn at(scenario: Scenario, address: Address) -> Self {
        Self {
            scenario,
            address,
            server: None,
            sentinel: None,
            cluster: None,
            next: None,
            proxies: Vec::new(),
            moves: None,
        }
    }

    /// Where the peers connect to.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Causes the fault and ends it. Returns the time of the fault, and the time from which a client could succeed.
    ///
    /// # Errors
    ///
    /// A text.
    pub async fn strike(&self) -> Result<(Instant, Instant), String> {
        let fault = Instant::now();
        match self.scenario {
            Scenario::Kill => {
                self.on_server(Server::kill).await?;
                sleep(Duration::from_millis(500)).await;
                // `restart` returns a few milliseconds after the server began to answer.
                let port = self.server.as_ref().map(|server| server.port());
                let back = accepting(port.unwrap_or_default());
                self.on_server(Server::restart).await?;
                return Ok((fault, back.await.map_err(text)?));
            }
            Scenario::Freeze => {
                self.on_server(Server::freeze).await?;
                sleep(Duration::from_secs(3)).await;
                let back = Instant::now();
                self.on_server(Server::thaw).await?;
                return Ok((fault, back));
            }
            Scenario::HalfOpen => {
                self.proxies[0].black_hole();
            }
            Scenario::ClientKill => self.call(&["CLIENT", "KILL", "TYPE", "normal"]).await?,
            Scenario::Password => {
                self.call(&["CONFIG", "SET", "requirepass", "another"])
                    .await?;
                self.call(&["CLIENT", "KILL", "TYPE", "normal"]).await?;
                sleep(Duration::from_secs(2)).await;
                let back = Instant::now();
                self.call(&["CONFIG", "SET", "requirepass", PASSWORD])
                    .await?;
                return Ok((fault, back));
            }
            Scenario::Moved => {
                self.move_name()?;
                self.proxies[0].refuse().await;
                self.proxies[0].cut();
            }
            Scenario::MovedReadOnly => {
                self.move_name()?;
                let port = self.next.as_ref().map(|next| next.port().to_string());
                let port = port.unwrap_or_default();
                self.call(&["CONFIG", "SET", "masterauth", PASSWORD])
                    .await?;
                self.call(&["REPLICAOF", "127.0.0.1", &port]).await?;
            }
            Scenario::SentinelKill => {
                let set = Arc::clone(self.sentinel.as_ref().ok_or("no sentinels")?);
                blocking(move || {
                    let old = set.kill_primary()?.port();
                    set.wait_for_primary_other_than(old, PROMOTION).map(drop)
                })
                .await?;
            }
            Scenario::SentinelFailover => {
                let set = Arc::clone(self.sentinel.as_ref().ok_or("no sentinels")?);
                blocking(move || {
                    let old = set.primary()?;
                    set.failover()?;
                    // Until then it accepts writes that will be lost.
                    while old.call(&["ROLE"])?.starts_with("master") {
                        std::thread::sleep(Duration::from_millis(2));
                    }
                    Ok(())
                })
                .await?;
            }
            Scenario::ClusterFailover => {
                let cluster = Arc::clone(self.cluster.as_ref().ok_or("no cluster")?);
                blocking(move || {
                    let shard = cluster.shard_of_slot(cluster.slot_of(KEY)?)?;
                    cluster.failover(shard).map(drop)
                })
                .await?;
            }
        }
        Ok((fault, Instant::now()))
    }

    fn move_name(&self) -> Result<(), String> {
        let (hosts, name) = self.moves.as_ref().ok_or("no name")?;
        hosts.set(name, NEW).map_err(text)
    }

    async fn call(&self, command: &[&str]) -> Result<(), String> {
        let command: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        self.on_server(move |server| {
            let command: Vec<&str> = command.iter().map(String::as_str).collect();
            server.call(&command).map(drop)
        })
        .await
    }

    async fn on_server(
        &self,
        act: impl FnOnce(&Server) -> Result<(), DevError> + Send + 'static,
    ) -> Result<(), String> {
        let server = Arc::clone(self.server.as_ref().ok_or("no single server")?);
        blocking(move || act(&server)).await
    }
}

/// The moment at which something accepts on this port of this machine.
fn accepting(port: u16) -> tokio::task::JoinHandle<Instant> {
    tokio::spawn(async move {
        loop {
            let tried = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
            if tried.is_ok() {
                return Instant::now();
            }
            sleep(Duration::from_millis(1)).await;
        }
    })
}

async fn start() -> Result<Server, String> {
    blocking(|| Server::builder().password(PASSWORD).start()).await
}

async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, DevError> + Send + 'static,
) -> Result<T, String> {
    tokio::task::spawn_blocking(act)
        .await
        .map_err(text)?
        .map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
