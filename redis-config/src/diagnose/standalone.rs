//! The checks of one server.

use super::limits::Limits;
use super::reach::reach;
use super::report::Report;
use super::server::check::check;
use super::server::facts::Expected;
use crate::connect::server::ServerAddr;
use crate::connect::target::Target;
use crate::settings::Endpoint;

pub(super) async fn examine(
    target: &Target,
    endpoint: Endpoint,
    limits: &Limits,
    report: &mut Report,
) {
    let addr = ServerAddr::data(endpoint);
    if let Some(socket) = reach(target, &addr, limits, report).await {
        topology(target, socket.server_info.mode.as_deref(), report);
        check(&socket, Expected::Primary, limits, report).await;
    }
}

/// The mode of a server that was reached fits, or is not known.
pub(super) fn topology(target: &Target, mode: Option<&str>, report: &mut Report) {
    match mode {
        Some(_) => report.ok(
            "topology",
            format!("{}, as declared", target.topology.key()),
        ),
        None => report.unknown(
            "topology",
            "the server does not report its mode: `HELLO` and `INFO` are refused",
            "nothing; with `+info` in its ACL rules the user could ask",
        ),
    }
}
