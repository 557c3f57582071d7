//! Whether the server takes writes.

use super::facts::{Expected, Facts};
use crate::diagnose::report::Report;

pub(super) fn check(facts: &Facts, expected: Expected, report: &mut Report) {
    match facts.role.as_deref() {
        Some("master") => primary(facts, expected, report),
        Some("slave" | "replica") => replica(facts, report),
        _ => report.unknown(
            "role",
            "the server reports no role: `HELLO`, `ROLE` and `INFO` are refused",
            facts.allow("+role"),
        ),
    }
}

fn primary(facts: &Facts, expected: Expected, report: &mut Report) {
    let replicas = facts.number("connected_slaves");
    let needed: Option<u64> = facts
        .config("min-replicas-to-write")
        .and_then(|text| text.parse().ok());
    // The server reports it only if it needs replicas at all.
    let good = facts.number("min_slaves_good_slaves");
    if let Some(good) = good
        && good < needed.unwrap_or(1)
    {
        let needed = needed.map_or("several".to_owned(), |needed| needed.to_string());
        report.error(
            "role.min-replicas",
            format!(
                "the primary refuses writes: it needs {needed} replicas in sync and has {good}"
            ),
            "start the replicas, or lower `min-replicas-to-write` of the server",
        );
        return;
    }
    match replicas {
        Some(0) if expected == Expected::PrimaryWithReplica => report.warning(
            "role.no-replica",
            "the primary has no replica: there is no failover if it is lost",
            "start a replica, or connect the one there is to this primary again",
        ),
        Some(1) => report.ok("role", "primary, takes writes, 1 replica"),
        Some(replicas) => report.ok(
            "role",
            format!("primary, takes writes, {replicas} replicas"),
        ),
        None => report.ok("role", "primary"),
    }
}

fn replica(facts: &Facts, report: &mut Report) {
    let primary = match (facts.get("master_host"), facts.get("master_port")) {
        (Some(host), Some(port)) => {
            format!(" of `{}:{}`", host.escape_debug(), port.escape_debug())
        }
        _ => String::new(),
    };
    let effect = match facts.get("slave_read_only") {
        Some("0") => "what is written here is lost at its next sync",
        _ => "it refuses writes",
    };
    report.error(
        "role.replica",
        format!("the server is a replica{primary}: {effect}"),
        "name the primary, or declare `topology = sentinel` if sentinels watch it, or promote it: `REPLICAOF NO ONE`",
    );
    if facts.get("master_link_status") == Some("down") {
        report.warning(
            "role.link-down",
            "the replica has lost the connection to its primary: its data is getting older",
            "see `master_link_status` in `INFO replication`, and the log of the replica",
        );
    }
}
