//! The definition that the tests of Sentinel connect with.

use std::time::Duration;

use redis_config::dev::{Sentinel, Server};
use redis_config::{Handle, RedisConfig, Secret};

use crate::fixture::SECOND;

/// A minute is no measure of anything here: a busy machine is slow, and a hang takes forever.
pub(super) const SOON: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel)]
pub(super) struct Watched {
    pub(super) nodes: Vec<String>,
    pub(super) master: String,
    pub(super) password: Option<Secret>,
    pub(super) sentinel_password: Option<Secret>,
    pub(super) address_map: Vec<String>,
    pub(super) connect_timeout: Duration,
    pub(super) response_timeout: Duration,
    pub(super) drain_timeout: Duration,
    pub(super) connections: u16,
    pub(super) read_from: String,
}

pub(super) fn watched(set: &Sentinel) -> Watched {
    Watched {
        nodes: set.nodes(),
        master: set.master().to_owned(),
        password: None,
        sentinel_password: None,
        address_map: Vec::new(),
        connect_timeout: 2 * SECOND,
        response_timeout: 5 * SECOND,
        drain_timeout: 10 * SECOND,
        connections: 2,
        read_from: "primary".to_owned(),
    }
}

/// How many sockets of this instance a server sees.
pub(super) fn sockets(server: &Server, purpose: &str) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).unwrap();
    let name = format!("name=redis-config:watched:{purpose}");
    list.lines().filter(|line| line.contains(&name)).count()
}

pub(super) async fn address(handle: &Handle<Watched>) -> String {
    handle.health().await.unwrap().address.unwrap()
}
