//! The definition that these tests connect by.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::redis::{self, AsyncCommands, RedisResult};
use redis_config::{Handle, RedisConfig, Secret};

/// Every setting a test may want to choose.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "live", env = "LIVE_REDIS")]
pub(crate) struct Live {
    pub(crate) url: String,
    pub(crate) password: Option<Secret>,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_timeout: Duration,
    pub(crate) drain_timeout: Duration,
    pub(crate) reconnect_min_delay: Duration,
    pub(crate) reconnect_max_delay: Duration,
    pub(crate) keepalive: Duration,
    pub(crate) max_connection_age: Option<Duration>,
    pub(crate) connections: u16,
    pub(crate) dedicated_connections: u16,
}

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MILLI: Duration = Duration::from_millis(1);

/// An address and the documented defaults.
pub(crate) fn at(url: impl Into<String>) -> Live {
    Live {
        url: url.into(),
        password: None,
        connect_timeout: 2 * SECOND,
        response_timeout: 5 * SECOND,
        drain_timeout: 10 * SECOND,
        reconnect_min_delay: 50 * MILLI,
        reconnect_max_delay: 5 * SECOND,
        keepalive: 30 * SECOND,
        max_connection_age: None,
        connections: 1,
        dedicated_connections: 64,
    }
}

/// A fresh server and a handle of it.
pub(crate) async fn up() -> (Server, Handle<Live>) {
    let server = Server::start().unwrap();
    let handle = at(server.url()).connect().await.unwrap();
    (server, handle)
}

/// How many sockets of ours the server sees, of this purpose: `shared`, `dedicated`.
pub(crate) fn sockets(server: &Server, purpose: &str) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).unwrap();
    let name = format!("name=redis-config:live:{purpose}");
    list.lines().filter(|line| line.contains(&name)).count()
}

/// The number of the server's connection that carries `handle`.
pub(crate) async fn client_id(conn: &mut impl redis::aio::ConnectionLike) -> i64 {
    redis::cmd("CLIENT")
        .arg("ID")
        .query_async(conn)
        .await
        .unwrap()
}

pub(crate) async fn get(handle: &Handle<Live>, key: &str) -> RedisResult<Option<String>> {
    handle.conn().get(key).await
}
