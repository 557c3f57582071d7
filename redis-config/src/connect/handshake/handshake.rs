//! The first commands on a new socket.

use std::future::Future;

use redis::{Cmd, RedisError, ServerError, Value};

use futures_util::future::join4;
use redis_config_rules::Topology;

use super::server_info::ServerInfo;
use crate::connect::failure::Failure;
use crate::connect::server::{ExpectedRole, ServerAddr, ServerKind};
use crate::connect::socket::io_stats::IoStats;
use crate::connect::socket::sender::CommandSender;
use crate::connect::target::{Purpose, Target};
use crate::settings::Protocol;

/// Agrees on the protocol, chooses the database, and checks that commands are answered.
///
/// `step` always names the step under way, for the text of a timeout.
pub(crate) async fn shake_hands(
    target: &Target,
    place: &ServerAddr,
    purpose: Purpose,
    wire: &CommandSender,
    progress: &IoStats,
    step: &mut &'static str,
) -> Result<ServerInfo, Failure> {
    let settings = &target.settings;
    let failed = |step, error: &RedisError| Failure::during(step, error, progress.first_words());

    *step = "HELLO";
    let mut hello = redis::cmd("HELLO");
    // Messages come as pushes, which RESP2 does not have.
    if settings.protocol() == Protocol::Resp3 || purpose == Purpose::Subscriber {
        hello.arg(3);
    }
    let mut name = redis::cmd("CLIENT");
    name.arg("SETNAME").arg(target.client_name(purpose));
    let database = match place.party {
        ServerKind::Data => settings.database(),
        ServerKind::Sentinel => 0,
    };
    let mut select = redis::cmd("SELECT");
    select.arg(database);
    let ping = redis::cmd("PING");
    // One round trip: these do not depend on each other, and their answers come in order.
    let (hello, name, select, ping) = join4(
        ask(wire, &hello),
        ask(wire, &name),
        // Database 0 is where every session starts; a user without `+select` can still use it.
        async {
            if database == 0 {
                Ok(Ok(Value::Nil))
            } else {
                ask(wire, &select).await
            }
        },
        ask(wire, &ping),
    )
    .await;

    let mut greeting = match hello.map_err(|error| failed("HELLO", &error))? {
        Ok(answer) => ServerInfo::read(&answer),
        Err(refused) if refused.code() == "NOAUTH" => {
            return Err(Failure::Refusal("HELLO", refused));
        }
        Err(refused) if purpose == Purpose::Subscriber => {
            return Err(Failure::Refusal("HELLO", refused));
        }
        // A server before version 6, or a proxy: the session stays on RESP2.
        Err(_) => ServerInfo::default(),
    };
    // A server that does not greet tells it otherwise, if this user may ask.
    if greeting.mode.is_none() {
        *step = "INFO";
        let asked = ask(wire, redis::cmd("INFO").arg("server")).await;
        greeting.mode = asked
            .map_err(|error| failed("INFO", &error))?
            .ok()
            .and_then(ServerInfo::read_mode);
    }
    if let Some(mode) = greeting.mode.as_deref()
        && !fits(target.topology, place.party, mode)
    {
        return Err(Failure::Mode(mode.to_owned()));
    }
    // Managed servers refuse CLIENT; a name is a convenience.
    let _refused = name.map_err(|error| failed("CLIENT SETNAME", &error))?;
    match ping.map_err(|error| failed("PING", &error))? {
        Ok(_) => {}
        // The server lives and would answer the caller the same: not a fault of the connection.
        Err(refused) if matches!(refused.code(), "BUSY" | "MISCONF" | "MASTERDOWN") => {}
        Err(refused) => return Err(Failure::Refusal("PING", refused)),
    }
    match select.map_err(|error| failed("SELECT", &error))? {
        Ok(_) => {}
        Err(refused) => return Err(Failure::Refusal("SELECT", refused)),
    }
    if place.wanted != ExpectedRole::Anything {
        *step = "ROLE";
        if greeting.role.is_none() {
            let role = ask(wire, &redis::cmd("ROLE")).await;
            greeting.role = match role.map_err(|error| failed("ROLE", &error))? {
                Ok(answer) => ServerInfo::read_role(&answer),
                Err(refused) => return Err(Failure::Refusal("ROLE", refused)),
            };
        }
        let primary = greeting.role.as_deref() == Some("master");
        if primary != (place.wanted == ExpectedRole::Primary) {
            return Err(Failure::Role(place.wanted));
        }
    }
    Ok(greeting)
}

/// Whether a server that runs in this mode is what the topology has at such a place.
fn fits(topology: Topology, party: ServerKind, mode: &str) -> bool {
    match (party, topology) {
        (ServerKind::Sentinel, _) => mode == "sentinel",
        (ServerKind::Data, Topology::Standalone | Topology::Sentinel) => mode == "standalone",
        (ServerKind::Data, Topology::Cluster) => mode == "cluster",
        (ServerKind::Data, Topology::Auto) => mode != "sentinel",
    }
}

/// What the first commands are sent on.
pub(crate) trait RawCommand {
    /// One command; an error that the server answered is told apart from one of the connection.
    fn ask(
        &mut self,
        command: &Cmd,
    ) -> impl Future<Output = Result<Result<Value, ServerError>, RedisError>> + Send;
}

impl RawCommand for CommandSender {
    async fn ask(&mut self, command: &Cmd) -> Result<Result<Value, ServerError>, RedisError> {
        match self.send(command).await? {
            Value::ServerError(error) => Ok(Err(error)),
            answer => Ok(Ok(answer)),
        }
    }
}

async fn ask(
    wire: &CommandSender,
    command: &Cmd,
) -> Result<Result<Value, ServerError>, RedisError> {
    wire.clone().ask(command).await
}
