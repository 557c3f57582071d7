//! Lists of servers (sentinels or cluster seeds) and address maps.

use crate::url::{self, RedisUrl};
use crate::{Code, Endpoint, Problem, Topology, text};

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
        let mut nodes = Self {
            endpoints: Vec::new(),
            url: None,
        };
        for (at, one) in text::split_list(text)?.into_iter().enumerate() {
            let (endpoint, url) = if one.contains("://") {
                let url = node_url(one, at)?;
                let endpoint = url.endpoints.first().cloned();
                (endpoint.ok_or_else(|| kind(at))?, Some(url))
            } else {
                if one.contains('/') {
                    return Err(kind(at));
                }
                let endpoint = url::endpoint(one, default_port);
                (
                    endpoint.map_err(|problem| of(&node(at), at, problem))?,
                    None,
                )
            };
            if nodes.endpoints.contains(&endpoint) {
                let message = format!("{} is there already", node(at));
                return Err(Problem::new(Code::NODES, message, "name each node once").of_item(at));
            }
            if at == 0 {
                nodes.url = url;
            } else {
                agree(nodes.url.as_ref(), url.as_ref(), at)?;
            }
            nodes.endpoints.push(endpoint);
        }
        Ok(nodes)
    }
}

fn node(at: usize) -> String {
    format!("node {} of the list", at + 1)
}

/// The problem with the item's position in its message.
fn of(item: &str, at: usize, problem: Problem) -> Problem {
    let message = format!("{item}: {}", problem.message);
    Problem::new(problem.code, message, problem.help).of_item(at)
}

fn node_url(text: &str, at: usize) -> Result<RedisUrl, Problem> {
    let url = RedisUrl::parse(text).map_err(|problem| of(&node(at), at, problem))?;
    let tcp = matches!(url.endpoints.as_slice(), [Endpoint::Tcp { .. }]);
    if url.topology != Topology::Standalone || !tcp {
        return Err(kind(at));
    }
    if url.database.is_some() {
        return Err(Problem::new(
            Code::NODES,
            format!("{} names a database", node(at)),
            "end its URL after the port, and set `database`",
        )
        .of_item(at));
    }
    Ok(url)
}

fn kind(at: usize) -> Problem {
    Problem::new(
        Code::NODES,
        format!("{} is not one server", node(at)),
        "write each node as `10.0.0.1:7000`, or as the URL of one server, `redis://10.0.0.1:7000`",
    )
    .of_item(at)
}

// `rediss://a,redis://b`: one TLS setting, one user and one protocol apply to all nodes.
fn agree(first: Option<&RedisUrl>, other: Option<&RedisUrl>, at: usize) -> Result<(), Problem> {
    let disagree = |what: &str, help: &str| {
        Err(Problem::new(
            Code::NODES_DISAGREE,
            format!("nodes 1 and {} of the list differ in {what}", at + 1),
            help,
        )
        .of_item(at))
    };
    let (first, other) = match (first, other) {
        (None, None) => return Ok(()),
        (Some(first), Some(other)) => (first, other),
        _ => {
            return disagree(
                "form: one is a URL, the other is not",
                "write all of them as `10.0.0.1:7000`, or all of them as URLs",
            );
        }
    };
    if first.tls != other.tls {
        return disagree(
            "TLS",
            "write `rediss://` for all of them, or `redis://` for all of them",
        );
    }
    if first.username != other.username || first.password != other.password {
        return disagree(
            "user name or password",
            "write the nodes as `10.0.0.1:7000`, and set `username` and `password`",
        );
    }
    if first.protocol != other.protocol {
        return disagree("protocol", "set `protocol`, and take it out of the URLs");
    }
    Ok(())
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
    const HELP: &str = "write `10.0.0.1:7000=127.0.0.1:17000`: the reported address, then the address to connect to";
    let mut map: Vec<(Endpoint, Endpoint)> = Vec::new();
    for (at, one) in text::split_list(text)?.into_iter().enumerate() {
        let address = format!("address {} of the map", at + 1);
        let bad = |what: &str| {
            let message = format!("{address} {what}");
            Problem::new(Code::ADDRESS_MAP, message, HELP).of_item(at)
        };
        let (said, real) = one
            .split_once('=')
            .ok_or_else(|| bad("is mapped to no other"))?;
        let read = |side: &str| {
            let side = side.trim();
            if side.contains('/') || side.contains('@') {
                return Err(bad("is not a host and a port"));
            }
            match url::endpoint(side, 0).map_err(|problem| of(&address, at, problem))? {
                Endpoint::Tcp { port: 0, .. } => Err(bad("has no port")),
                endpoint => Ok(endpoint),
            }
        };
        let pair = (read(said)?, read(real)?);
        if map.iter().any(|(earlier, _)| *earlier == pair.0) {
            return Err(bad("is there already"));
        }
        map.push(pair);
    }
    Ok(map)
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
