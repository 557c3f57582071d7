//! Lists of servers (sentinels or cluster seeds) and address maps.

use crate::bytes::{contains, equal, find, split_once, trim};
use crate::constant::{Fault, any_before, fault, tri, with_commas};
use crate::text::{self, Items};
use crate::url::{self, Parts, RedisUrl, Server};
use crate::{Code, DEFAULT_PORT, Endpoint, Problem};

/// A parsed list of servers.
///
/// `Debug` shows no password and no user name.
///
/// ```
/// use redis_config_rules::nodes::Nodes;
///
/// let nodes = Nodes::parse("10.0.0.1:7000, 10.0.0.2", 6379)?;
/// assert_eq!(nodes.endpoints[1].to_string(), "10.0.0.2:6379");
/// assert!(nodes.url.is_none());
///
/// let nodes = Nodes::parse("rediss://:p@a:7000,rediss://:p@b:7000", 6379)?;
/// assert!(nodes.url.is_some_and(|url| url.tls && url.password.is_some()));
/// # Ok::<(), redis_config_rules::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nodes {
    /// The addresses, in the order of the list.
    pub endpoints: Vec<Endpoint>,
    /// The first item if the items are URLs. All items agree on everything except the host.
    pub url: Option<RedisUrl>,
}

impl Nodes {
    /// Parses a comma-separated list: every item is `host[:port]`, or every item is the URL of one server.
    ///
    /// # Errors
    ///
    /// Code `list` for an empty item, `nodes` for a repeated node or one of the wrong kind, `nodes-disagree` for URLs
    /// that differ in user, TLS or protocol, and the errors of hosts, ports and URLs. No text contains user info.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, Problem> {
        scan(text, default_port)?;
        let mut nodes = Self {
            endpoints: Vec::new(),
            url: None,
        };
        let mut items = Items(Some(text));
        while let Some(item) = items.take_item() {
            let (server, _) = node(item, default_port)?;
            nodes.endpoints.push(server.into());
            if nodes.url.is_none() && contains(item.as_bytes(), b"://") {
                nodes.url = Some(RedisUrl::parse(item)?);
            }
        }
        Ok(nodes)
    }
}

/// [`Nodes::parse`] for constants.
pub(crate) const fn scan(text: &str, default_port: u16) -> Result<(), Fault> {
    with_commas!(text, strict(text, default_port), list => strict(list, default_port))
}

const fn strict(text: &str, default_port: u16) -> Result<(), Fault> {
    let mut items = tri!(text::scan_list(text));
    let mut first = None;
    let mut at = 0;
    while let Some(item) = items.take_item() {
        let (server, url) = match node(item, default_port) {
            Ok(node) => node,
            Err(fault) if fault.code.is(Code::NODES) => {
                return Err(fault.of_item("node {0} of the list {1}", at));
            }
            Err(fault) => return Err(fault.of_item("node {0} of the list: {1}", at)),
        };
        if any_before!(text, at, item => server.is(tri!(node(item, default_port)).0)) {
            let again = fault!(NODES, "" => "name each node once");
            return Err(again.of_item("node {0} of the list is there already", at));
        }
        match first {
            None => first = Some(url),
            Some(first) => {
                if let Err(fault) = agree(first, url) {
                    return Err(fault.of_item("nodes 1 and {0} of the list differ in {1}", at));
                }
            }
        }
        at += 1;
    }
    Ok(())
}

/// One node, as `host:port` or as a URL.
const fn node(text: &str, default_port: u16) -> Result<(Server<'_>, Option<Parts<'_>>), Fault> {
    let not_one = fault!(NODES, "is not one server"
        => "write each node as `10.0.0.1:7000`, or as the URL of one server, `redis://10.0.0.1:7000`");
    if !contains(text.as_bytes(), b"://") {
        if find(text.as_bytes(), b'/').is_some() {
            return Err(not_one);
        }
        return Ok((tri!(url::server(text, default_port)), None));
    }
    let parts = tri!(url::scan(text));
    if !matches!(parts.scheme.family, url::Family::Tcp) {
        return Err(not_one);
    }
    if parts.database.is_some() {
        return Err(
            fault!(NODES, "names a database" => "end its URL after the port, and set `database`"),
        );
    }
    Ok((tri!(url::server(parts.hosts, DEFAULT_PORT)), Some(parts)))
}

// `rediss://a,redis://b`: one TLS setting, one user and one protocol apply to all nodes.
const fn agree(first: Option<Parts<'_>>, other: Option<Parts<'_>>) -> Result<(), Fault> {
    let (what, help) = match (first, other) {
        (None, None) => return Ok(()),
        (Some(first), Some(other)) => {
            let same_user =
                is_same(first.username, other.username) && is_same(first.password, other.password);
            if first.scheme.tls != other.scheme.tls {
                (
                    "TLS",
                    "write `rediss://` for all of them, or `redis://` for all of them",
                )
            } else if !same_user {
                (
                    "user name or password",
                    "write the nodes as `10.0.0.1:7000`, and set `username` and `password`",
                )
            } else {
                match (first.query.protocol, other.query.protocol) {
                    (None, None) => return Ok(()),
                    (Some(one), Some(other)) if one as u8 == other as u8 => return Ok(()),
                    _ => ("protocol", "set `protocol`, and take it out of the URLs"),
                }
            }
        }
        _ => (
            "form: one is a URL, the other is not",
            "write all of them as `10.0.0.1:7000`, or all of them as URLs",
        ),
    };
    Err(fault!(NODES_DISAGREE, what => help))
}

/// Whether two parts of URLs are the same when they are decoded.
const fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => match (url::decode(one, ""), url::decode(other, "")) {
            (Ok(one), Ok(other)) => equal(one.as_bytes(), other.as_bytes()),
            _ => false,
        },
        (None, None) => true,
        _ => false,
    }
}

/// Parses an address map, a comma-separated list of items like `10.0.0.1:7000=127.0.0.1:17000`.
///
/// # Errors
///
/// Code `address-map` for an item of another form, a missing port or a repeated address; the errors of hosts and
/// ports.
///
/// ```
/// use redis_config_rules::nodes::address_map;
///
/// let map = address_map("10.0.0.1:7000=127.0.0.1:17000")?;
/// assert_eq!(map[0].1.to_string(), "127.0.0.1:17000");
/// # Ok::<(), redis_config_rules::Problem>(())
/// ```
pub fn address_map(text: &str) -> Result<Vec<(Endpoint, Endpoint)>, Problem> {
    scan_address_map(text)?;
    let mut map = Vec::new();
    let mut items = Items(Some(text));
    while let Some(item) = items.take_item() {
        let (said, real) = mapped(item)?;
        map.push((said.into(), real.into()));
    }
    Ok(map)
}

/// [`address_map`] for constants.
pub(crate) const fn scan_address_map(text: &str) -> Result<(), Fault> {
    with_commas!(text, strict_map(text), list => strict_map(list))
}

const fn strict_map(text: &str) -> Result<(), Fault> {
    let mut items = tri!(text::scan_list(text));
    let mut at = 0;
    while let Some(item) = items.take_item() {
        let (said, _) = match mapped(item) {
            Ok(pair) => pair,
            Err(fault) if fault.code.is(Code::ADDRESS_MAP) => {
                return Err(fault.of_item("address {0} of the map {1}", at));
            }
            Err(fault) => return Err(fault.of_item("address {0} of the map: {1}", at)),
        };
        if any_before!(text, at, item => said.is(tri!(mapped(item)).0)) {
            return Err(bad_pair("").of_item("address {0} of the map is there already", at));
        }
        at += 1;
    }
    Ok(())
}

const fn bad_pair(what: &str) -> Fault {
    fault!(ADDRESS_MAP, what
        => "write `10.0.0.1:7000=127.0.0.1:17000`: the reported address, then the address to connect to")
}

/// The two addresses of an item.
const fn mapped(item: &str) -> Result<(Server<'_>, Server<'_>), Fault> {
    let Some((said, real)) = split_once(item, b'=') else {
        return Err(bad_pair("is mapped to no other"));
    };
    Ok((tri!(side(said)), tri!(side(real))))
}

const fn side(text: &str) -> Result<Server<'_>, Fault> {
    let text = trim(text);
    if find(text.as_bytes(), b'/').is_some() || find(text.as_bytes(), b'@').is_some() {
        return Err(bad_pair("is not a host and a port"));
    }
    match tri!(url::server(text, 0)) {
        Server { port: 0, .. } => Err(bad_pair("has no port")),
        server => Ok(server),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let read = |text| Nodes::parse(text, 26379).map(|nodes| nodes.endpoints.len());
        for (text, count) in [
            ("a", 1),
            ("a:1, b:1", 2),
            ("[::1]:7000,[::1]:7001", 2),
            ("redis://a,redis://b", 2),
            (
                "redis://u:p@a:1?protocol=resp2,redis://u:p@b:1?protocol=resp2",
                2,
            ),
        ] {
            assert_eq!(read(text), Ok(count), "{text}");
        }
        for (text, code) in [
            ("", Code::LIST),
            ("a,,b", Code::LIST),
            ("a,a:26379", Code::NODES),
            ("a/0", Code::NODES),
            ("redis://a/0", Code::NODES),
            ("unix:///a", Code::NODES),
            ("redis+cluster://a", Code::NODES),
            ("redis+sentinel://a/?master=m", Code::NODES),
            ("0.0.0.0:1", Code::HOST_WILDCARD),
            ("127.1:1", Code::HOST_NUMBER),
            ("a:0", Code::URL_PORT),
            ("a b:1", Code::HOST_CHARACTER),
            ("a,redis://b", Code::NODES_DISAGREE),
            ("redis://a,rediss://b", Code::NODES_DISAGREE),
            ("redis://:hunter2@a,redis://:other@b", Code::NODES_DISAGREE),
            ("redis://:hunter2@a,redis://b", Code::NODES_DISAGREE),
            ("redis://a?protocol=resp2,redis://b", Code::NODES_DISAGREE),
        ] {
            let problem = Nodes::parse(text, 26379).unwrap_err();
            assert_eq!(problem.code, code, "{text}");
            assert!(!problem.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn maps() {
        assert_eq!(address_map("a:1=b:2, c:1=b:2").map(|map| map.len()), Ok(2));
        for (text, code) in [
            ("", Code::LIST),
            ("a:1", Code::ADDRESS_MAP),
            ("a=b:2", Code::ADDRESS_MAP),
            ("a:1=b", Code::ADDRESS_MAP),
            ("a:1=b:2,a:1=c:3", Code::ADDRESS_MAP),
            ("redis://a:1=b:2", Code::ADDRESS_MAP),
            ("a:0=b:2", Code::URL_PORT),
            ("a:1=0.0.0.0:2", Code::HOST_WILDCARD),
        ] {
            assert_eq!(address_map(text).unwrap_err().code, code, "{text}");
        }
    }
}
