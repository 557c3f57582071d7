//! The definitions that are diagnosed, and the lines that are printed.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::{Diagnosis, RedisConfig, Secret};
use redis_config_tests::canary;
use redis_config_tests::poll::until;

/// A minute is no measure of anything here: a busy machine is slow, and a hang takes forever.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Every setting that a test may want to choose.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
pub(crate) struct Jobs {
    pub(crate) url: String,
    pub(crate) password: Option<Secret>,
    pub(crate) connect_timeout: Duration,
    pub(crate) tls_ca: Option<String>,
    pub(crate) tls_cert: Option<String>,
    pub(crate) tls_key: Option<Secret>,
    pub(crate) danger_tls_insecure: bool,
    pub(crate) disabled: bool,
}

pub(crate) fn at(url: impl Into<String>) -> Jobs {
    Jobs {
        url: url.into(),
        password: None,
        connect_timeout: Duration::from_secs(4),
        tls_ca: None,
        tls_cert: None,
        tls_key: None,
        danger_tls_insecure: false,
        disabled: false,
    }
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "events", env = "EVENTS_REDIS", topology = cluster)]
pub(crate) struct Events {
    pub(crate) nodes: Vec<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) username: Option<String>,
    pub(crate) address_map: Option<Vec<String>>,
    pub(crate) allowed_hosts: Option<Vec<String>>,
    pub(crate) tls: bool,
    pub(crate) tls_ca: Option<String>,
    pub(crate) connect_timeout: Duration,
}

pub(crate) fn events(nodes: Vec<String>) -> Events {
    Events {
        nodes,
        password: None,
        username: None,
        address_map: None,
        allowed_hosts: None,
        tls: false,
        tls_ca: None,
        connect_timeout: Duration::from_secs(4),
    }
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel)]
pub(crate) struct Watched {
    pub(crate) nodes: Vec<String>,
    pub(crate) master: String,
    pub(crate) password: Option<Secret>,
    pub(crate) sentinel_username: Option<String>,
    pub(crate) sentinel_password: Option<Secret>,
    pub(crate) address_map: Option<Vec<String>>,
    pub(crate) tls: bool,
    pub(crate) tls_ca: Option<String>,
    pub(crate) sentinel_tls: Option<bool>,
    pub(crate) connect_timeout: Duration,
}

pub(crate) fn watched(set: &Sentinel) -> Watched {
    Watched {
        nodes: set.nodes(),
        master: set.master().to_owned(),
        password: None,
        sentinel_username: None,
        sentinel_password: None,
        address_map: None,
        tls: false,
        tls_ca: None,
        sentinel_tls: None,
        connect_timeout: Duration::from_secs(4),
    }
}

/// A server without anything to report but that it stores nothing.
pub(crate) fn server() -> Server {
    Server::builder().append_only(true).start().unwrap()
}

pub(crate) async fn cluster(replicas: usize) -> Cluster {
    // A replica is announced once its offset is known, which needs a ping of its primary.
    let builder = Cluster::builder()
        .replicas(replicas)
        .append_only(true)
        .arg("repl-ping-replica-period", "1");
    let cluster = tokio::task::spawn_blocking(|| builder.start())
        .await
        .unwrap()
        .unwrap();
    let all = cluster.nodes().len();
    until("all nodes are announced", PATIENCE, async || {
        cluster.nodes().iter().all(|node| {
            let slots = node.call(&["CLUSTER", "SLOTS"]).unwrap();
            let ports = cluster.nodes().iter().map(|one| one.port().to_string());
            ports.filter(|port| slots.contains(port)).count() == all
        })
    })
    .await;
    cluster
}

pub(crate) async fn sentinels(builder: redis_config::dev::SentinelBuilder) -> Sentinel {
    tokio::task::spawn_blocking(|| builder.append_only(true).start())
        .await
        .unwrap()
        .unwrap()
}

pub(crate) fn set(server: &Server, commands: &[&[&str]]) {
    for command in commands {
        server.call(command).unwrap();
    }
}

/// The lines with this code, each with its wrapped parts joined: `error connect.refused nothing ... fix: ...`.
pub(crate) fn lines(found: &Diagnosis, code: &str) -> Vec<String> {
    let text = found.to_string();
    assert_eq!(canary::find(&text), None, "{text}");
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        assert!(
            line.chars().count() <= 100 || !line.trim().contains(' '),
            "{line}"
        );
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.starts_with("          ") {
            true => {
                let last = lines.last_mut().unwrap();
                last.push(' ');
                last.push_str(&words);
            }
            false if line.starts_with("  ") => lines.push(words),
            // The line about the instance, whose rest is not of interest.
            false => lines.push(String::new()),
        }
    }
    lines.retain(|line| line.split(' ').nth(1) == Some(code));
    lines
}

/// The only line with this code.
#[track_caller]
pub(crate) fn line(found: &Diagnosis, code: &str) -> String {
    let mut lines = lines(found, code);
    assert_eq!(lines.len(), 1, "{code} in\n{found}");
    lines.remove(0)
}

/// The codes that are reported and not in order, sorted.
pub(crate) fn trouble(found: &Diagnosis) -> Vec<&'static str> {
    let findings = found.instances().iter().flat_map(|one| &one.findings);
    let mut codes: Vec<_> = findings
        .filter(|one| one.status != redis_config::FindingStatus::Ok)
        .map(|one| one.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A listener whose queue is full: the kernel answers no further connection.
pub(crate) struct Deaf {
    pub(crate) address: SocketAddr,
    _held: (socket2::Socket, Vec<TcpStream>),
}

impl Deaf {
    pub(crate) fn at(address: SocketAddr) -> Self {
        let domain = socket2::Domain::for_address(address);
        let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None).unwrap();
        socket.bind(&address.into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let mut held = Vec::new();
        while let Ok(one) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            held.push(one);
        }
        Self {
            address,
            _held: (socket, held),
        }
    }
}
