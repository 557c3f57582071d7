//! All checks of one server.

use super::facts::{Expected, Facts};
use super::{memory, persistence, process, role};
use crate::connect::socket::socket::Socket;
use crate::diagnose::limits::Limits;
use crate::diagnose::report::Report;

/// Asks a server about itself and checks the answers.
pub(crate) async fn check(
    socket: &Socket,
    expected: Expected,
    limits: &Limits,
    report: &mut Report,
) {
    if !report.has_time(limits) {
        return;
    }
    let Some(facts) = Facts::ask(socket, limits, report).await else {
        return;
    };
    user(&facts, report);
    match facts.refused.as_deref() {
        // It answers everything like this, so nothing else can be checked.
        Some("BUSY") => {
            report.error(
                "server.busy",
                "the server is busy with a script and refuses every command",
                "wait until the script ends, or end it with `SCRIPT KILL`",
            );
            return;
        }
        Some("LOADING") => {
            report.error(
                "server.loading",
                "the server is loading its data",
                "wait until it has loaded; a handle does that automatically",
            );
            return;
        }
        _ => {}
    }
    role::check(&facts, expected, report);
    process::version(&facts, report);
    memory::check(&facts, report);
    persistence::check(&facts, report);
    process::clients(&facts, report);
    process::clock(&facts, report);
}

fn user(facts: &Facts, report: &mut Report) {
    match &facts.user {
        Some(user) => report.ok("user", format!("`{}`", user.escape_debug())),
        None => report.unknown(
            "user",
            "the server does not say as which user: `ACL WHOAMI` is refused",
            facts.allow("+acl|whoami"),
        ),
    }
}
