//! What a node means when it does not carry out a command.

use redis::{ServerError, ServerErrorKind};

use crate::command::hash_slot::SLOT_COUNT;
use crate::settings::Endpoint;

/// An answer that says that the command was not carried out here and now, but would be elsewhere or later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redirect {
    /// The slot has moved for good.
    Moved(u16, Endpoint),
    /// The slot is on its way, and this key is there already: there, once, after `ASKING`.
    Ask(Endpoint),
    /// The slot is on its way, and the keys of the command are not all on one side.
    TryAgain,
    /// The cluster does not serve this slot.
    Down,
    /// The node reads its data from disk.
    Loading,
    /// A replica has lost its primary, and does not show old data.
    PrimaryDown,
    /// The node is a replica by now.
    ReadOnly,
    /// The node let go of a blocked command, because it became a replica.
    Unblocked,
}

impl Redirect {
    /// Reads an answer of the node at `asked`; `None` if it says something else.
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
            // `CLIENT UNBLOCK` of somebody who meant it has another text, and is the caller's to see.
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

/// Reads `3999 127.0.0.1:6381`. An empty host is that of the node that says it; an IPv6 address has no brackets.
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
    fn an_address_is_read_in_every_form_that_nodes_use() {
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
    fn what_is_no_address_is_no_redirection() {
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
    fn every_reason_to_wait_is_known() {
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
