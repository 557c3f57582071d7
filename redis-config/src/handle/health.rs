//! How a server says it is.

use std::time::Duration;

use futures_util::future::join3;
use redis::Value;
use redis_config_rules::Topology as TopologyKind;
use tokio::time::{Instant, timeout_at};

use super::command_error;
use crate::connect::handshake::server_info::ServerInfo;
use crate::connect::reply::Info;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::shared::conn::SharedConn;
use redis_config_rules::duration;

/// What a server is to its data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerRole {
    /// Takes writes.
    Primary,
    /// Follows a primary.
    Replica,
    /// Something this version does not know.
    Other(String),
}

/// Answer of a live server: [`Handle::health`](crate::Handle::health).
///
/// What the server does not tell, or does not let this user read, is `None`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Health {
    /// Where the server listens, `host:port` or the path of its socket: the primary, if sentinels or a cluster name it.
    pub address: Option<String>,
    /// Whether that address was announced by a sentinel; otherwise it stands in the definition.
    pub announced: bool,
    /// Time from a `PING` to its answer on the shared socket, with all that was before it in the queue.
    pub round_trip: Duration,
    /// Primary or replica.
    pub role: Option<ServerRole>,
    /// Name of the server program: `redis`, `valkey`.
    pub server: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// What the instance is: as the definition says, or as the server said where it leaves that open.
    pub topology: Option<TopologyKind>,
    /// How the server runs, as it says: `standalone`, `cluster` or `sentinel`.
    pub mode: Option<String>,
    /// Identity of this run of the server; another one after a restart.
    pub run_id: Option<String>,
}

impl Health {
    /// Asks over the line's socket. Cancel safe.
    pub(crate) async fn ask(line: &mut SharedConn) -> Result<Self, ConnectError> {
        let deadline = Instant::now() + line.generation().target.settings.response_timeout();
        let link = line.link(deadline).await?;
        let generation = line.generation();
        let locator = &generation.node().locator;
        let place = locator.place();
        let asked = timeout_at(deadline, Box::pin(Self::over(&link, &generation.target))).await;
        let mut health = asked.unwrap_or_else(|_| {
            let limit = generation.target.settings.response_timeout();
            Err(generation.target.error(
                ConnectErrorKind::Timeout,
                format!(
                    "no answer within {} (`response_timeout`)",
                    duration::format(limit)
                ),
                "see `state()` of the handle",
            ))
        })?;
        health.address = place.map(|place| place.endpoint.to_string());
        health.announced = locator.follows();
        health.topology = generation.topology();
        Ok(health)
    }

    /// Asks over one socket. Cancel safe.
    pub(crate) async fn over(link: &Socket, target: &Target) -> Result<Self, ConnectError> {
        let broken = |error: redis::RedisError| {
            let error = command_error::unknown(&target.settings, link.lost(), &error);
            let kind = match error.is_timeout() {
                true => ConnectErrorKind::Timeout,
                false => ConnectErrorKind::Server,
            };
            target.error(kind, error.to_string(), "see `state()` of the handle")
        };
        let asked = Instant::now();
        let ping = async {
            let pong = send(link, &redis::cmd("PING")).await;
            (pong, asked.elapsed())
        };
        let (hello, mut info) = (redis::cmd("HELLO"), redis::cmd("INFO"));
        // Bare, `HELLO` changes nothing in the session.
        let ((pong, round_trip), hello, info) =
            join3(ping, send(link, &hello), send(link, info.arg("server"))).await;
        let pong = pong.map_err(broken)?;
        if let Value::ServerError(error) = pong {
            return Err(target.error(
                match error.code() {
                    "LOADING" => ConnectErrorKind::Loading,
                    "NOAUTH" => ConnectErrorKind::Auth,
                    "NOPERM" => ConnectErrorKind::Permission,
                    _ => ConnectErrorKind::Server,
                },
                format!(
                    "the server answered PING with `{} {}`",
                    error.code(),
                    error.details().unwrap_or_default()
                ),
                "see the log of the server",
            ));
        }
        let mut greeting = match hello.map_err(broken)? {
            Value::ServerError(_) => link.server_info.clone(),
            answer => ServerInfo::read(&answer),
        };
        if greeting.role.is_none() {
            let role = send(link, &redis::cmd("ROLE")).await.map_err(broken)?;
            greeting.role = ServerInfo::read_role(&role);
        }
        let info = info.map_err(broken)?;
        Ok(Self::assemble(round_trip, greeting, &Info::read(&info)))
    }

    fn assemble(round_trip: Duration, greeting: ServerInfo, info: &Info) -> Self {
        let line = |key: &str| {
            let value = info.get(key).filter(|value| !value.is_empty());
            value.map(str::to_owned)
        };
        // Valkey calls itself `redis` with Redis' version number where old clients look, and itself by name in INFO.
        let valkey = line("valkey_version");
        Self {
            address: None,
            announced: false,
            topology: None,
            round_trip,
            role: greeting.role.map(|role| match role.as_str() {
                "master" => ServerRole::Primary,
                "replica" | "slave" => ServerRole::Replica,
                _ => ServerRole::Other(role),
            }),
            server: line("server_name").or(match valkey {
                Some(_) => Some("valkey".to_owned()),
                None => greeting.server,
            }),
            version: valkey
                .or(greeting.version)
                .or_else(|| line("redis_version")),
            mode: greeting.mode.or_else(|| line("redis_mode")),
            run_id: line("run_id"),
        }
    }
}

async fn send(link: &Socket, command: &redis::Cmd) -> redis::RedisResult<Value> {
    link.sender().send(command).await
}
