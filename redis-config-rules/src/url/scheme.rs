//! The schemes of URLs.

use crate::constant::{Fault, fault};
use crate::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Topology, bytes, suggest};

/// The kind of address in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One server over TCP.
    Tcp,
    /// Sentinels.
    Sentinel,
    /// Seeds of a cluster.
    Cluster,
    /// A Unix socket.
    Unix,
}

impl Family {
    /// The topology that it names.
    pub const fn topology(self) -> Topology {
        match self {
            Self::Tcp | Self::Unix => Topology::Standalone,
            Self::Sentinel => Topology::Sentinel,
            Self::Cluster => Topology::Cluster,
        }
    }
}

/// One scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The text before `://`.
    pub name: &'static str,
    /// The kind of address after it.
    pub family: Family,
    /// Whether it asks for TLS.
    pub tls: bool,
}

const fn scheme(name: &'static str, family: Family, tls: bool) -> Scheme {
    Scheme { name, family, tls }
}

/// Every accepted scheme.
pub const SCHEMES: [Scheme; 25] = [
    scheme("redis", Family::Tcp, false),
    scheme("rediss", Family::Tcp, true),
    scheme("unix", Family::Unix, false),
    scheme("valkey", Family::Tcp, false),
    scheme("valkeys", Family::Tcp, true),
    scheme("redis+tls", Family::Tcp, true),
    scheme("valkey+tls", Family::Tcp, true),
    scheme("redis+unix", Family::Unix, false),
    scheme("valkey+unix", Family::Unix, false),
    scheme("redis+sentinel", Family::Sentinel, false),
    scheme("rediss+sentinel", Family::Sentinel, true),
    scheme("valkey+sentinel", Family::Sentinel, false),
    scheme("valkeys+sentinel", Family::Sentinel, true),
    scheme("redis-sentinel", Family::Sentinel, false),
    scheme("rediss-sentinel", Family::Sentinel, true),
    scheme("valkey-sentinel", Family::Sentinel, false),
    scheme("valkeys-sentinel", Family::Sentinel, true),
    scheme("redis+cluster", Family::Cluster, false),
    scheme("rediss+cluster", Family::Cluster, true),
    scheme("valkey+cluster", Family::Cluster, false),
    scheme("valkeys+cluster", Family::Cluster, true),
    scheme("redis-cluster", Family::Cluster, false),
    scheme("rediss-cluster", Family::Cluster, true),
    scheme("valkey-cluster", Family::Cluster, false),
    scheme("valkeys-cluster", Family::Cluster, true),
];

impl Scheme {
    /// The port of a server without one.
    pub(super) const fn port(self) -> u16 {
        match self.family {
            Family::Sentinel => DEFAULT_SENTINEL_PORT,
            Family::Tcp | Family::Cluster | Family::Unix => DEFAULT_PORT,
        }
    }
}

pub(super) const REDIS: Scheme = SCHEMES[0];
pub(super) const UNIX: Scheme = SCHEMES[2];

/// The scheme of this name, ignoring case.
pub(super) const fn find(name: &[u8]) -> Option<Scheme> {
    let mut i = 0;
    while i < SCHEMES.len() {
        if bytes::equal_ignoring_case(SCHEMES[i].name.as_bytes(), name) {
            return Some(SCHEMES[i]);
        }
        i += 1;
    }
    None
}

/// The scheme that other clients call so.
const fn foreign(name: &[u8]) -> Option<Scheme> {
    const OTHERS: [(&str, Scheme); 5] = [
        ("tcp redis+tcp", REDIS),
        (
            "tls ssl redis+ssl redis-ssl",
            scheme("rediss", Family::Tcp, true),
        ),
        ("socket redis-socket redis+socket file", UNIX),
        (
            "sentinel",
            scheme("redis+sentinel", Family::Sentinel, false),
        ),
        ("cluster", scheme("redis+cluster", Family::Cluster, false)),
    ];
    let mut i = 0;
    while i < OTHERS.len() {
        if bytes::is_one_of(name, OTHERS[i].0) {
            return Some(OTHERS[i].1);
        }
        i += 1;
    }
    None
}

/// Whether it is the name of a scheme, of ours or of other clients.
pub(super) const fn is_known(name: &[u8]) -> bool {
    find(name).is_some() || foreign(name).is_some()
}

/// The scheme with the name that is most like this one.
const fn near(name: &[u8]) -> Option<Scheme> {
    let mut names = [""; SCHEMES.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = SCHEMES[i].name;
        i += 1;
    }
    match suggest::scan_nearest(bytes::text(name), &names) {
        Some(near) => find(near.as_bytes()),
        None => None,
    }
}

/// The scheme that this name most likely means.
pub(super) const fn meant(name: &[u8]) -> Option<Scheme> {
    match (find(name), foreign(name)) {
        (Some(scheme), _) | (_, Some(scheme)) => Some(scheme),
        _ => near(name),
    }
}

/// Splits a URL after `://`.
pub(super) const fn split(text: &str) -> Result<(Scheme, &str), Fault> {
    let no_scheme = fault!(URL_NO_SCHEME, "the URL has no scheme"
        => "put `redis://` in front of it, e.g. `redis://127.0.0.1:6379/0`");
    let Some(at) = bytes::position(text.as_bytes(), b"://") else {
        return Err(match find(bytes::cut(text.as_bytes(), b':').0) {
            Some(scheme) if bytes::find(text.as_bytes(), b':').is_some() => {
                let help = match scheme.family {
                    Family::Unix => "write `unix:///run/redis/redis.sock`",
                    _ => "write `{0}://127.0.0.1:6379`",
                };
                fault!(URL_SLASHES, "the URL has no `//` after `{0}:`" => help; scheme.name)
            }
            _ => no_scheme,
        });
    };
    let name = text.split_at(at).0.as_bytes();
    // `u:secret://h`: text that cannot be a scheme may be user info and is not quoted.
    if name.is_empty() || name.len() > 32 || !bytes::is_alphanumeric_or(name, b"+-.") {
        return Err(no_scheme);
    }
    match find(name) {
        Some(scheme) => Ok((scheme, text.split_at(at + 3).1)),
        None => Err(unknown(text.split_at(at).0)),
    }
}

const fn unknown(name: &str) -> Fault {
    let (help, near) = match (foreign(name.as_bytes()), near(name.as_bytes())) {
        _ if bytes::is_one_of(name.as_bytes(), "http https") => (
            "a REST address is not Redis: copy the address that starts with `redis://` or `rediss://`",
            "",
        ),
        (Some(Scheme { family, tls, .. }), _) => match (family, tls) {
            (Family::Tcp, false) => ("write `redis://127.0.0.1:6379/0`", ""),
            (Family::Tcp, true) => ("write `rediss://redis.example.com:6379/0`", ""),
            (Family::Unix, _) => ("write `unix:///run/redis/redis.sock`", ""),
            (Family::Cluster, _) => ("write `redis+cluster://10.0.0.1:7000,10.0.0.2:7000`", ""),
            (Family::Sentinel, _) => (
                "write `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`",
                "",
            ),
        },
        (_, Some(near)) => ("did you mean `{1}://`?", near.name),
        _ => (
            "write `redis://`, `rediss://`, `redis+sentinel://`, `redis+cluster://` or `unix://`",
            "",
        ),
    };
    // Quoted only if it looks like a scheme rather than a password.
    let mut message = "`{0}://` is not a scheme of Redis";
    let mut i = 0;
    while i < name.len() {
        if matches!(name.as_bytes()[i], b'0'..=b'9' | b'.') {
            message = "the URL has a scheme that is not one of Redis";
        }
        i += 1;
    }
    fault!(URL_SCHEME, message => help; name, near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_lower_case() {
        for (at, scheme) in SCHEMES.iter().enumerate() {
            assert_eq!(scheme.name, scheme.name.to_lowercase());
            assert!(!SCHEMES[..at].iter().any(|other| other.name == scheme.name));
        }
    }

    #[test]
    fn suggests_the_near_one() {
        for (given, help) in [
            ("reddis", "did you mean `redis://`?"),
            ("redis_sentinel", "did you mean `redis-sentinel://`?"),
            ("redis+clusters", "did you mean `redis+cluster://`?"),
            ("tcp", "write `redis://127.0.0.1:6379/0`"),
        ] {
            assert_eq!(unknown(given).help(), help, "{given}");
        }
        assert!(unknown("https").help().contains("REST"));
        assert!(unknown("postgres").help().contains("`unix://`"));
    }
}
