//! The reply of a server to a health check.

use std::time::Duration;

use futures_util::future::join3;
use redis::Value;
use redis_config_rules::Topology as TopologyKind;
use tokio::time::Instant;

use super::command_error;
use crate::connect::handshake::server_info::ServerInfo;
use crate::connect::reply::Info;
use crate::connect::socket::socket::Socket;
use crate::connect::socket::waiter::NoReply;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};

/// The replication role of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerRole {
    /// Takes writes.
    Primary,
    /// Follows a primary.
    Replica,
    /// A role that this version does not know.
    Other(String),
}

/// Answer of a live server: [`Handle::health`](crate::Handle::health).
///
/// A value that the server does not report, or that this user may not read, is `None`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Health {
    /// Where the server listens, `host:port` or the path of its socket: the primary, if sentinels or a cluster announce it.
    pub address: Option<String>,
    /// Whether that address was announced by a sentinel; otherwise it comes from the definition.
    pub announced: bool,
    /// Time from a `PING` to its reply on the shared socket, including the commands that were queued before it.
    pub round_trip: Duration,
    /// Primary or replica.
    pub role: Option<ServerRole>,
    /// Name of the server program: `redis`, `valkey`.
    pub server: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The topology of the instance: that of the definition, or, with `topology = auto`, the one that the server reported.
    pub topology: Option<TopologyKind>,
    /// The mode that the server reports: `standalone`, `cluster` or `sentinel`.
    pub mode: Option<String>,
    /// Identity of this run of the server; another one after a restart.
    pub run_id: Option<String>,
}

impl Health {
    /// Asks the server over a socket. Cancel safe.
    pub(crate) async fn over(socket: &Socket, target: &Target) -> Result<Self, ConnectError> {
        let broken = |error: NoReply| {
            let error = match error {
                NoReply::Lost(lost) => command_error::unknown(&target.settings, &lost),
                NoReply::Failed(error) => error,
            };
            let kind = match error.is_timeout() {
                true => ConnectErrorKind::Timeout,
                false => ConnectErrorKind::Server,
            };
            target.error(kind, error.to_string(), "see `state()` of the handle")
        };
        let asked = Instant::now();
        let ping = async {
            let pong = send(socket, &redis::cmd("PING")).await;
            (pong, asked.elapsed())
        };
        let (hello, mut info) = (redis::cmd("HELLO"), redis::cmd("INFO"));
        // Without arguments, `HELLO` changes nothing in the session.
        let ((pong, round_trip), hello, info) =
            join3(ping, send(socket, &hello), send(socket, info.arg("server"))).await;
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
        let mut hello = match hello.map_err(broken)? {
            Value::ServerError(_) => socket.server_info.clone(),
            reply => ServerInfo::read(&reply),
        };
        if hello.role.is_none() {
            let role = send(socket, &redis::cmd("ROLE")).await.map_err(broken)?;
            hello.role = ServerInfo::read_role(&role);
        }
        let info = info.map_err(broken)?;
        Ok(Self::assemble(round_trip, hello, &Info::read(&info)))
    }

    fn assemble(round_trip: Duration, hello: ServerInfo, info: &Info) -> Self {
        let line = |key: &str| {
            let value = info.get(key).filter(|value| !value.is_empty());
            value.map(str::to_owned)
        };
        // For old clients, Valkey reports the name `redis` and a version of Redis in `HELLO`; its own are in `INFO`.
        let valkey = line("valkey_version");
        Self {
            address: None,
            announced: false,
            topology: None,
            round_trip,
            role: hello.role.map(|role| match role.as_str() {
                "master" => ServerRole::Primary,
                "replica" | "slave" => ServerRole::Replica,
                _ => ServerRole::Other(role),
            }),
            server: line("server_name").or(match valkey {
                Some(_) => Some("valkey".to_owned()),
                None => hello.server,
            }),
            version: valkey.or(hello.version).or_else(|| line("redis_version")),
            mode: hello.mode.or_else(|| line("redis_mode")),
            run_id: line("run_id"),
        }
    }
}

async fn send(socket: &Socket, command: &redis::Cmd) -> Result<Value, NoReply> {
    socket.sender().send(command).await
}
