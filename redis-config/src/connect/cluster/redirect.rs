//! Reads the error replies with which a node declines a command.

use redis::{ServerError, ServerErrorKind};

use crate::command::hash_slot::SLOT_COUNT;
use crate::settings::Endpoint;

/// The command was not run here and now, but can be run elsewhere or later. Since nothing was done, sending it again is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redirect {
    /// The slot has moved permanently. Update the slot map.
    Moved(u16, Endpoint),
    /// The slot is being migrated, and the key is already at this node. Send this command there, after `ASKING`, and leave the
    /// slot map unchanged.
    Ask(Endpoint),
    /// The slot is being migrated, and the keys of the command are on both nodes. Retry later.
    TryAgain,
    /// The cluster does not serve this slot.
    Down,
    /// The node is loading its data from disk.
    Loading,
    /// A replica has lost its primary, and `replica-serve-stale-data` is off.
    PrimaryDown,
    /// The node has become a replica.
    ReadOnly,
    /// The node unblocked a blocking command because it became a replica.
    Unblocked,
}

impl Redirect {
    /// Reads an error reply of the node at `asked`; `None` if it is no redirect.
    pub(crate) fn read(error: &ServerError, asked: &Endpoint) -> Option<Self> {
        match error.kind() {
            Some(ServerErrorKind::Moved) => {
                let (slot, endpoint) = target(error.details()?, asked)?;
                Some(Self::Moved(slot, endpoint))
            }
            Some(ServerErrorKind::Ask) => Some(Self::Ask(target(error.details()?, asked)?.1)),
            Some(ServerErrorKind::TryAgain) => Some(Self::TryAgain),
            Some(ServerErrorKind::ClusterDown) => Some(Self::Down),
            Some(ServerErrorKind::BusyLoading) => Some(Self::Loading),
            Some(ServerErrorKind::MasterDown) => Some(Self::PrimaryDown),
            Some(ServerErrorKind::ReadOnly) => Some(Self::ReadOnly),
            // `CLIENT UNBLOCK` has another text, and is returned to the caller.
            None if error.code() == "UNBLOCKED"
                && error
                    .details()
                    .is_some_and(|text| text.starts_with("force")) =>
            {
                Some(Self::Unblocked)
            }
            _ => None,
        }
    }
}

/// Reads `3999 127.0.0.1:6381`. An empty host means the host that was asked; an IPv6 address has no brackets.
fn target(details: &str, asked: &Endpoint) -> Option<(u16, Endpoint)> {
    let mut words = details.split_ascii_whitespace();
    let slot = words
        .next()?
        .parse()
        .ok()
        .filter(|slot| *slot < SLOT_COUNT)?;
    let (host, port) = words.next()?.rsplit_once(':')?;
    let port = port.parse().ok()?;
    let host = match host {
        "" | "?" => match asked {
            Endpoint::Tcp { host, .. } => host,
            Endpoint::Unix { .. } => return None,
        },
        host => host.trim_start_matches('[').trim_end_matches(']'),
    };
    let host = host.to_owned();
    Some((slot, Endpoint::Tcp { host, port }))
}

#[cfg(test)]
mod tests {
    use redis::{Value, parse_redis_value};

    use super::*;

    fn read(line: &str) -> Option<Redirect> {
        let asked = tcp("10.0.0.7", 7000);
        match parse_redis_value(format!("-{line}\r\n").as_bytes()).unwrap() {
            Value::ServerError(error) => Redirect::read(&error, &asked),
            other => panic!("{other:?}"),
        }
    }

    fn tcp(host: &str, port: u16) -> Endpoint {
        let host = host.to_owned();
        Endpoint::Tcp { host, port }
    }

    #[test]
    fn addresses_are_read_in_every_form_that_nodes_use() {
        let moved = |line| match read(line) {
            Some(Redirect::Moved(3999, endpoint)) => endpoint,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(moved("MOVED 3999 10.0.0.9:6381"), tcp("10.0.0.9", 6381));
        assert_eq!(moved("MOVED 3999 node-3.local:1"), tcp("node-3.local", 1));
        assert_eq!(moved("MOVED 3999 ::1:6381"), tcp("::1", 6381));
        assert_eq!(moved("MOVED 3999 :6381"), tcp("10.0.0.7", 6381));
        assert_eq!(moved("MOVED 3999 ?:6381"), tcp("10.0.0.7", 6381));
        assert_eq!(
            read("ASK 5 10.0.0.9:2"),
            Some(Redirect::Ask(tcp("10.0.0.9", 2)))
        );
    }

    #[test]
    fn malformed_addresses_are_no_redirects() {
        for line in [
            "MOVED",
            "MOVED x 10.0.0.9:1",
            "MOVED 1",
            "MOVED 1 host",
            "MOVED 1 host:port",
            "MOVED 70000 host:1",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn other_redirects_have_no_address() {
        for (line, meaning) in [
            ("TRYAGAIN Multiple keys request", Redirect::TryAgain),
            ("CLUSTERDOWN Hash slot not served", Redirect::Down),
            ("LOADING Redis is loading", Redirect::Loading),
            ("MASTERDOWN Link with MASTER", Redirect::PrimaryDown),
            ("READONLY You can't write", Redirect::ReadOnly),
            ("UNBLOCKED force unblock", Redirect::Unblocked),
        ] {
            assert_eq!(read(line), Some(meaning), "{line}");
        }
        assert_eq!(read("ERR unknown command"), None);
        assert_eq!(read("NOSCRIPT No matching script"), None);
        assert_eq!(read("UNBLOCKED client unblocked via CLIENT UNBLOCK"), None);
    }
}
