//! The schemes of URLs.

use crate::{Code, Problem, Topology, suggest};

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

/// The scheme of this name, ignoring case.
pub(super) fn find(name: &str) -> Option<Scheme> {
    SCHEMES
        .into_iter()
        .find(|scheme| scheme.name.eq_ignore_ascii_case(name))
}

/// Splits a URL after `://`.
pub(super) fn split(text: &str) -> Result<(Scheme, &str), Problem> {
    let Some((name, rest)) = text.split_once("://") else {
        return Err(without_slashes(text));
    };
    // `u:secret://h`: text that cannot be a scheme may be user info and is not quoted.
    let legal = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if name.is_empty() || name.len() > 32 || !name.chars().all(legal) {
        return Err(no_scheme());
    }
    match find(name) {
        Some(scheme) => Ok((scheme, rest)),
        None => Err(unknown(name)),
    }
}

fn without_slashes(text: &str) -> Problem {
    match text.split_once(':').and_then(|(name, _)| find(name)) {
        Some(scheme) => Problem::new(
            Code::URL_SLASHES,
            format!("the URL has no `//` after `{}:`", scheme.name),
            match scheme.family {
                Family::Unix => "write `unix:///run/redis/redis.sock`".to_owned(),
                _ => format!("write `{}://127.0.0.1:6379`", scheme.name),
            },
        ),
        None => no_scheme(),
    }
}

fn no_scheme() -> Problem {
    Problem::new(
        Code::URL_NO_SCHEME,
        "the URL has no scheme",
        "put `redis://` in front of it, e.g. `redis://127.0.0.1:6379/0`",
    )
}

fn unknown(name: &str) -> Problem {
    let help = match name.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            "a REST address is not Redis: copy the address that starts with `redis://` or `rediss://`".to_owned()
        }
        "tcp" | "redis+tcp" => "write `redis://127.0.0.1:6379/0`".to_owned(),
        "tls" | "ssl" | "redis+ssl" => "write `rediss://redis.example.com:6379/0`".to_owned(),
        "socket" | "redis-socket" | "redis+socket" | "file" => {
            "write `unix:///run/redis/redis.sock`".to_owned()
        }
        "sentinel" => {
            "write `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`".to_owned()
        }
        "cluster" => "write `redis+cluster://10.0.0.1:7000,10.0.0.2:7000`".to_owned(),
        other => match suggest::nearest(other, SCHEMES.iter().map(|scheme| scheme.name)) {
            Some(near) => format!("did you mean `{near}://`?"),
            None => "write `redis://`, `rediss://`, `redis+sentinel://`, `redis+cluster://` or `unix://`".to_owned(),
        },
    };
    // Quoted only if it looks like a scheme rather than a password.
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_alphabetic() || b == b'+' || b == b'-');
    Problem::new(
        Code::URL_SCHEME,
        if plain {
            format!("`{name}://` is not a scheme of Redis")
        } else {
            "the URL has a scheme that is not one of Redis".to_owned()
        },
        help,
    )
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
            assert_eq!(unknown(given).help, help, "{given}");
        }
        assert!(unknown("https").help.contains("REST"));
        assert!(unknown("postgres").help.contains("`unix://`"));
    }
}
