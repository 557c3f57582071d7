//! The first commands on an authenticated socket.

use futures_util::future::join4;
use redis::{Cmd, Value};
use redis_config_rules::Topology;

use super::ask::ask;
use super::server_info::ServerInfo;
use crate::connect::failure::Failure;
use crate::connect::reply::Info;
use crate::connect::server::{ExpectedRole, ServerAddr, ServerKind};
use crate::connect::socket::driver_handle::DriverHandle;
use crate::connect::target::{Purpose, Target};
use crate::settings::Protocol;

/// Agrees on the protocol, selects the database, and checks that the server replies and has the right mode and role.
///
/// The first four commands are sent together. Their replies are judged in the order in which the errors explain each
/// other: a server of the wrong mode also refuses `SELECT`, so the mode comes first.
///
/// `step` always names the current step, for the text of a timeout.
pub(crate) async fn shake_hands(
    target: &Target,
    addr: &ServerAddr,
    purpose: Purpose,
    driver: &DriverHandle,
    step: &mut &'static str,
) -> Result<ServerInfo, Failure> {
    let settings = &target.settings;
    let first_error = || driver.queue().first_error();
    let failed = |step| move |error| Failure::during(step, &error, first_error());
    // The deadline of the attempt applies, not the response timeout.
    let ask = async |command: &Cmd| ask(&mut driver.sender().may_block(), command).await;

    *step = "HELLO";
    let mut hello = redis::cmd("HELLO");
    // Pub/Sub messages arrive as pushes, which RESP2 does not have.
    if settings.protocol() == Protocol::Resp3 || purpose == Purpose::Subscriber {
        hello.arg(3);
    }
    let mut name = redis::cmd("CLIENT");
    name.arg("SETNAME").arg(target.client_name(purpose));
    let database = match addr.kind {
        ServerKind::Data => settings.database(),
        ServerKind::Sentinel => 0,
    };
    let mut select = redis::cmd("SELECT");
    select.arg(database);
    let ping = redis::cmd("PING");
    // One round trip: none of these depends on another, and their replies come in order.
    let (hello, name, select, ping) = join4(
        ask(&hello),
        ask(&name),
        // Every session starts in database 0, and a user without `+select` can still use that.
        async {
            if database == 0 {
                Ok(Ok(Value::Nil))
            } else {
                ask(&select).await
            }
        },
        ask(&ping),
    )
    .await;

    let mut server_info = match hello.map_err(failed("HELLO"))? {
        Ok(reply) => ServerInfo::read(&reply),
        Err(error) if error.code() == "NOAUTH" => {
            return Err(Failure::Refusal("HELLO", error));
        }
        Err(error) if purpose == Purpose::Subscriber => {
            return Err(Failure::NoResp3(match error.code() {
                "ERR" => "ERR unknown command".to_owned(),
                code => code.to_owned(),
            }));
        }
        // A server before version 6, or a proxy: the session stays on RESP2.
        Err(_) => ServerInfo::default(),
    };
    if server_info.mode.is_none() {
        *step = "INFO";
        let info = ask(redis::cmd("INFO").arg("server")).await;
        // A user without `+info` is no reason to fail.
        let info = info.map_err(failed("INFO"))?.ok();
        server_info.mode =
            info.and_then(|info| Some(Info::read(&info).get("redis_mode")?.to_owned()));
    }
    if let Some(mode) = server_info.mode.as_deref()
        && !fits(target.topology, addr.kind, mode)
    {
        return Err(Failure::Mode(mode.to_owned()));
    }
    // Managed servers refuse CLIENT, and a name is only a convenience.
    let _refused = name.map_err(failed("CLIENT SETNAME"))?;
    match ping.map_err(failed("PING"))? {
        Ok(_) => {}
        // The server is up and would reply the same to the caller: not a failure of the connection.
        Err(error) if matches!(error.code(), "BUSY" | "MISCONF" | "MASTERDOWN") => {}
        Err(error) => return Err(Failure::Refusal("PING", error)),
    }
    select
        .map_err(failed("SELECT"))?
        .map_err(|error| Failure::Refusal("SELECT", error))?;
    if addr.role != ExpectedRole::Anything {
        *step = "ROLE";
        if server_info.role.is_none() {
            let role = ask(&redis::cmd("ROLE")).await.map_err(failed("ROLE"))?;
            let role = role.map_err(|error| Failure::Refusal("ROLE", error))?;
            server_info.role = ServerInfo::read_role(&role);
        }
        let is_primary = server_info.role.as_deref() == Some("master");
        if is_primary != (addr.role == ExpectedRole::Primary) {
            return Err(Failure::Role(addr.role));
        }
    }
    Ok(server_info)
}

/// Whether a topology has servers of this kind in this mode.
fn fits(topology: Topology, kind: ServerKind, mode: &str) -> bool {
    match (kind, topology) {
        (ServerKind::Sentinel, _) => mode == "sentinel",
        (ServerKind::Data, Topology::Standalone | Topology::Sentinel) => mode == "standalone",
        (ServerKind::Data, Topology::Cluster) => mode == "cluster",
        (ServerKind::Data, Topology::Auto) => mode != "sentinel",
    }
}
