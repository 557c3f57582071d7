//! Version, clients and clock of a server.

use std::time::Duration;

use super::facts::{Clock, Facts};
use crate::diagnose::report::Report;
use redis_config_rules::duration;

/// The oldest version of Redis that this library supports. The first Valkey is younger.
const OLDEST: (u32, u32) = (6, 2);
/// A clock that differs by more is reported. Log lines and the times of jobs no longer fit together.
const LARGEST_OFFSET: Duration = Duration::from_secs(1);

pub(super) fn version(facts: &Facts, report: &mut Report) {
    // For old clients, Valkey reports a version of Redis as well.
    let valkey = facts.get("valkey_version").map(|one| ("valkey", one));
    let redis = facts.get("redis_version").or(facts.version.as_deref());
    let Some((name, version)) = valkey.or(redis.map(|one| ("redis", one))) else {
        report.unknown(
            "version",
            "the server does not report its version: `HELLO` and `INFO` are refused",
            facts.allow("+info"),
        );
        return;
    };
    let version = version.escape_debug();
    if name == "redis" && is_old(&version.to_string()) {
        report.warning(
            "version.old",
            format!("{name} {version} is older than 6.2, the first version that this library is tested with"),
            "upgrade the server",
        );
    } else {
        report.ok("version", format!("{name} {version}"));
    }
}

fn is_old(version: &str) -> bool {
    let mut parts = version.split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) < OLDEST,
        _ => false,
    }
}

pub(super) fn clients(facts: &Facts, report: &mut Report) {
    let limit = facts
        .config("maxclients")
        .and_then(|text| text.parse().ok());
    let limit: Option<u64> = facts.number("maxclients").or(limit);
    match (facts.number("connected_clients"), limit) {
        (Some(clients), Some(limit)) if clients / 9 >= limit / 10 => report.warning(
            "clients.nearly-full",
            format!("{clients} of {limit} clients are connected: the next ones are refused"),
            "raise `maxclients` of the server, or see `CLIENT LIST` for connections that are not needed",
        ),
        (Some(clients), Some(limit)) => {
            report.ok("clients", format!("{clients} of {limit}"));
        }
        _ => report.unknown(
            "clients",
            "the server does not report its clients: `INFO` is refused",
            facts.allow("+info"),
        ),
    }
}

pub(super) fn clock(facts: &Facts, report: &mut Report) {
    let Some(Clock {
        offset,
        is_ahead,
        uncertain,
    }) = facts.clock
    else {
        report.unknown(
            "clock",
            "the server does not report its time: `TIME` is refused",
            facts.allow("+time"),
        );
        return;
    };
    if offset.saturating_sub(uncertain) <= LARGEST_OFFSET {
        report.ok("clock", "differs by less than 1s");
        return;
    }
    let offset = duration::format(Duration::from_secs(offset.as_secs()));
    let way = if is_ahead { "ahead of" } else { "behind" };
    report.warning(
        "clock.offset",
        format!("the clock of the server is {offset} {way} the one here"),
        "synchronise both machines with NTP; the times of jobs are those of the server",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_before_6_2_are_old() {
        for old in ["5.0.14", "6.0.16", "4.0", "6.1.240"] {
            assert!(is_old(old), "{old}");
        }
        for new in ["6.2.0", "7.0.15", "8.0.2", "255.255.255", "unstable"] {
            assert!(!is_old(new), "{new}");
        }
    }
}
