//! URLs without some of their parts, or with another endpoint.

use redis_config_rules::url::{self, RedisUrl};
use redis_config_rules::{DEFAULT_PORT, Endpoint, Protocol, Topology, text};

/// The database in a URL.
pub(crate) fn database(url: &str) -> Option<String> {
    let database = RedisUrl::parse(url).ok()?.database?;
    Some(database.to_string())
}

/// Whether a URL has user info.
pub(crate) fn has_credentials(url: &str) -> bool {
    RedisUrl::parse(url).is_ok_and(|url| url.password.is_some())
}

/// The URL without its database.
pub(crate) fn without_database(url: &str) -> Option<String> {
    let parts = Parts::of(url)?;
    if parts.is_socket() {
        Some(parts.without_parameters(&["db"]))
    } else {
        Some(Parts { path: "", ..parts }.join())
    }
}

/// The URL with a database, which it does not have yet.
pub(crate) fn with_database(url: &str, number: &str) -> Option<String> {
    let parts = Parts::of(url)?;
    if !parts.is_socket() {
        let path = format!("/{number}");
        return Some(
            Parts {
                path: &path,
                ..parts
            }
            .join(),
        );
    }
    let query = parts.query.map(|query| format!("{query}&"));
    let query = format!("{}db={number}", query.unwrap_or_default());
    Some(
        Parts {
            query: Some(&query),
            ..parts
        }
        .join(),
    )
}

/// The URL without user name and password.
pub(crate) fn without_credentials(url: &str) -> Option<String> {
    let parts = Parts::of(url)?;
    if parts.is_socket() {
        Some(parts.without_parameters(&["user", "pass"]))
    } else {
        Some(
            Parts {
                user_info: None,
                ..parts
            }
            .join(),
        )
    }
}

/// The endpoint of a legal host and port.
pub(crate) fn tcp(host: &str, port: Option<&str>) -> Option<Endpoint> {
    let port = match port {
        Some(port) => text::parse_integer(port).ok()?,
        None => DEFAULT_PORT,
    };
    let host = url::host(host).ok()?;
    Some(Endpoint::Tcp { host, port })
}

/// The endpoint of a socket whose path is legal in a URL without escapes.
pub(crate) fn unix(path: &str) -> Option<Endpoint> {
    let plain = path
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    let path = path.to_owned();
    plain.then_some(Endpoint::Unix { path })
}

/// A URL with this endpoint, the database and the protocol of `url`, and no user info.
pub(crate) fn with_endpoint(url: &str, endpoint: &Endpoint) -> Option<String> {
    let url = RedisUrl::parse(url).ok()?;
    if url.tls || url.topology != Topology::Standalone {
        return None;
    }
    let protocol = url.protocol.map(|protocol| match protocol {
        Protocol::Resp2 => "protocol=resp2".to_owned(),
        Protocol::Resp3 => "protocol=resp3".to_owned(),
    });
    let (start, database) = match endpoint {
        Endpoint::Tcp { .. } => {
            let database = url.database.map(|number| format!("/{number}"));
            let start = format!("redis://{endpoint}{}", database.unwrap_or_default());
            (start, None)
        }
        Endpoint::Unix { path } => {
            let database = url.database.map(|number| format!("db={number}"));
            (format!("unix://{path}"), database)
        }
    };
    let query: Vec<_> = database.into_iter().chain(protocol).collect();
    let written = if query.is_empty() {
        start
    } else {
        format!("{start}?{}", query.join("&"))
    };
    // An illegal URL stays as it is and is reported with its source.
    RedisUrl::parse(&written).is_ok().then_some(written)
}

/// `scheme://user_info@hosts/path?query`, as written.
struct Parts<'a> {
    scheme: &'a str,
    user_info: Option<&'a str>,
    hosts: &'a str,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// `None` for an illegal URL, whose parts are ambiguous.
    fn of(url: &'a str) -> Option<Self> {
        RedisUrl::parse(url).ok()?;
        let (scheme, rest) = url.split_once("://")?;
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user_info, hosts) = match authority.rsplit_once('@') {
            Some((user_info, hosts)) => (Some(user_info), hosts),
            None => (None, authority),
        };
        Some(Self {
            scheme,
            user_info,
            hosts,
            path,
            query,
        })
    }

    fn is_socket(&self) -> bool {
        self.hosts.is_empty()
    }

    fn parameters(&self) -> impl Iterator<Item = &'a str> {
        self.query.into_iter().flat_map(|query| query.split('&'))
    }

    fn without_parameters(&self, names: &[&str]) -> String {
        let kept: Vec<_> = self
            .parameters()
            .filter(|parameter| {
                let name = parameter.split('=').next().unwrap_or_default();
                !names.contains(&name)
            })
            .collect();
        let query = kept.join("&");
        Parts {
            query: (!query.is_empty()).then_some(query.as_str()),
            ..*self
        }
        .join()
    }

    fn join(&self) -> String {
        let user_info = self.user_info.map(|user_info| format!("{user_info}@"));
        let query = self.query.map(|query| format!("?{query}"));
        format!(
            "{}://{}{}{}{}",
            self.scheme,
            user_info.unwrap_or_default(),
            self.hosts,
            self.path,
            query.unwrap_or_default()
        )
    }
}
