//! Name resolution, TCP, TLS and the handshake with one server.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::timeout_at;

use super::failure_code::{Stage, failed_stage};
use super::limits::Limits;
use super::report::Report;
use crate::connect::failure::{CONNECT, Failure, NAME_SERVICE};
use crate::connect::open::try_open;
use crate::connect::server::{ServerAddr, ServerKind};
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::settings::Endpoint;

/// Connects to one server as a handle does, and reports each step. `None` if that failed; the report has the cause.
///
/// Cancel safe: nothing stays open.
pub(super) async fn reach(
    target: &Target,
    addr: &ServerAddr,
    limits: &Limits,
    report: &mut Report,
) -> Option<Socket> {
    if !report.has_time(limits) {
        return None;
    }
    // What one server has proven does not hold for another.
    let mut target = target.clone();
    target.tls = Arc::default();
    let target = &target;
    if let Err(failure) = look(target, addr, limits, report).await {
        report.failure(failure, target, addr);
        return None;
    }
    let purpose = match addr.kind {
        ServerKind::Data => Purpose::Dedicated,
        ServerKind::Sentinel => Purpose::Sentinel,
    };
    let closed = Arc::new(Notify::new());
    let attempt = try_open(target, addr, purpose, None, limits.connect(), &closed);
    match attempt.await {
        Ok(socket) => {
            passed(target, addr, Stage::Session, report);
            Some(socket)
        }
        Err(failure) => {
            passed(target, addr, failed_stage(&failure), report);
            report.failure(failure, target, addr);
            None
        }
    }
}

/// Resolves the name and connects to each address.
async fn look(
    target: &Target,
    addr: &ServerAddr,
    limits: &Limits,
    report: &mut Report,
) -> Result<(), Failure> {
    let (host, port) = match &addr.endpoint {
        _ if !target.settings.allows(&addr.endpoint) => return Err(Failure::HostNotAllowed),
        // Connecting to the path is the first step of the attempt itself.
        Endpoint::Unix { .. } => return Ok(()),
        Endpoint::Tcp { host, port } => (host.as_str(), *port),
    };
    let lookup = tokio::net::lookup_host((host, port));
    let addresses: Vec<SocketAddr> = match timeout_at(limits.connect(), lookup).await {
        Ok(found) => found.map_err(|error| Failure::resolve(&error))?.collect(),
        Err(_) => return Err(Failure::silent(NAME_SERVICE)),
    };
    if host.parse::<IpAddr>().is_err() {
        let of = |is_v6: bool| {
            let ips = addresses.iter().filter(|one| one.is_ipv6() == is_v6);
            let ips: Vec<String> = ips.map(|one| one.ip().to_string()).collect();
            match (ips.is_empty(), is_v6) {
                (true, false) => "no IPv4 address".to_owned(),
                (true, true) => "no IPv6 address".to_owned(),
                (false, _) => ips.join(", "),
            }
        };
        report.ok(
            "resolve",
            format!("`{host}` is {}, {}", of(false), of(true)),
        );
    }
    let until = limits.connect();
    let dialled = addresses.iter().map(async |address| {
        let outcome = match timeout_at(until, TcpStream::connect(address)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Failure::dial(&error)),
            Err(_) => Err(Failure::silent(CONNECT)),
        };
        (address, outcome)
    });
    let mut open = Vec::new();
    let mut silent = Vec::new();
    let mut first = None;
    for (address, outcome) in join_all(dialled).await {
        match outcome {
            Ok(()) => open.push(address.to_string()),
            Err(failure) => {
                if matches!(
                    failure,
                    Failure::Silent(_) | Failure::Dial(io::ErrorKind::TimedOut, _)
                ) {
                    silent.push(address.to_string());
                }
                first = first.or(Some(failure));
            }
        }
    }
    match first {
        Some(failure) if open.is_empty() => return Err(failure),
        None if open.is_empty() => {
            let error = io::Error::other("the name has no address");
            return Err(Failure::resolve(&error));
        }
        _ => report.ok("connect", open.join(", ")),
    }
    if !silent.is_empty() {
        // A connection waits for these before it tries the next address. A refusal costs no time.
        report.warning(
            "connect.some-silent",
            format!("{} of `{host}` does not answer", silent.join(", ")),
            "remove it from the name service, or write the address that answers in place of the name",
        );
    }
    Ok(())
}

/// Reports the steps before the one that was reached last.
fn passed(target: &Target, addr: &ServerAddr, last: Stage, report: &mut Report) {
    if last > Stage::Connect
        && let Endpoint::Unix { path } = &addr.endpoint
    {
        report.ok("connect", path.clone());
    }
    let tls = match addr.kind {
        ServerKind::Data => target.settings.tls(),
        ServerKind::Sentinel => target.settings.sentinel_tls(),
    };
    if last > Stage::Tls
        && let Some(tls) = tls
    {
        if tls.insecure() {
            report.warning(
                "tls.unverified",
                "encrypted, and any certificate is accepted: an attacker on the network can read and change everything",
                "name the certificate authority in `tls_ca` and remove `danger_tls_insecure`",
            );
        } else {
            report.ok("tls", "encrypted, and the certificate is valid");
        }
    }
    if last > Stage::Auth {
        match target.credential_state(addr.kind).provider() {
            Some(provider) => report.ok("auth", format!("accepted, from {}", provider.name())),
            None if has_password(target, addr.kind) => report.ok("auth", "accepted"),
            None => report.ok("auth", "none is needed"),
        }
    }
}

fn has_password(target: &Target, kind: ServerKind) -> bool {
    let settings = &target.settings;
    match kind {
        ServerKind::Data => settings.password().is_some(),
        ServerKind::Sentinel => settings.sentinel_password().is_some(),
    }
}
