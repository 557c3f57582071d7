//! Combines the unnamed variables into one URL.

use redis_config_rules::nodes::Nodes;
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{
    Code, DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Problem, Setting, text,
};
use zeroize::Zeroizing;

use super::variables;
use super::variables::{disagree, read, read_either};
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::environment::Environment;
use crate::load::resolve::{Picked, Resolved};
use crate::load::url_edit;

/// The settings that set the address.
pub(crate) const WAYS: &[Setting] = &[
    Setting::Url,
    Setting::Host,
    Setting::Port,
    Setting::Socket,
    Setting::Nodes,
    Setting::Master,
];

/// A URL from one variable, or one made from several.
pub(crate) struct Address {
    /// The text of the URL, and the variable to report.
    pub(crate) picked: Picked,
    pub(crate) url: RedisUrl,
    /// The variables of its parts, if it was made from several.
    pub(crate) parts: Option<Parts>,
}

/// The values of the variables for single parts.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) port: Option<Picked>,
    pub(crate) master: Option<Picked>,
    pub(crate) username: Option<Picked>,
    pub(crate) password: Option<Picked>,
    pub(crate) database: Option<Picked>,
}

/// The address in the unnamed variables; `None` if there is none.
///
/// # Errors
///
/// A variable is wrong, two disagree, or one requires another.
pub(crate) fn find<C: RedisConfig>(
    environment: &Environment,
    resolved: &[Resolved],
) -> Result<Option<Address>, Box<Violation>> {
    let mut urls = Vec::new();
    for meta in &variables::URLS {
        if let Some(picked) = read::<C>(environment, meta)? {
            urls.push(whole(meta, picked)?);
        }
    }
    let host = read::<C>(environment, &variables::HOST)?;
    let sentinels = read::<C>(environment, &variables::SENTINELS)?;
    let cluster = read::<C>(environment, &variables::CLUSTER)?;
    let parts = Parts {
        port: read::<C>(environment, &variables::PORT)?,
        master: read::<C>(environment, &variables::MASTER)?,
        username: read_either::<C>(environment, &variables::USERNAME)?,
        password: read_either::<C>(environment, &variables::PASSWORD)?,
        database: read_either::<C>(environment, &variables::DATABASE)?,
    };
    {
        let mut given = [&host, &sentinels, &cluster].into_iter().flatten();
        if let (Some(one), Some(other)) = (given.next(), given.next()) {
            return Err(disagree(Setting::Url.key(), one, other));
        }
    }
    // Of two URLs for one host, the encrypted one is used.
    let tls = urls.iter().position(|one| one.url.tls).unwrap_or(0);
    if !urls.is_empty() {
        let chosen = urls.swap_remove(tls);
        agree(&chosen, &urls)?;
        parts_agree(
            &chosen,
            host.as_ref(),
            sentinels.as_ref().or(cluster.as_ref()),
            &parts,
        )?;
        return Ok(Some(chosen));
    }
    let secure = asks_for_tls::<C>(resolved);
    let (way, endpoints, topology) = if let Some(host) = host {
        let port = parts.port.as_ref().map(|port| port.text.as_str());
        let endpoint = url_edit::tcp(&host.text, port);
        (host, endpoint.into_iter().collect(), "")
    } else if let Some(sentinels) = sentinels {
        if parts.master.is_none() {
            return Err(lacks(&sentinels, Setting::Master, "REDIS_SENTINEL_MASTER"));
        }
        let endpoints = several(&sentinels, DEFAULT_SENTINEL_PORT)?;
        (sentinels, endpoints, "+sentinel")
    } else if let Some(cluster) = cluster {
        let endpoints = several(&cluster, DEFAULT_PORT)?;
        (cluster, endpoints, "+cluster")
    } else {
        homeless::<C>(&parts);
        return Ok(None);
    };
    if let (Some(username), None) = (&parts.username, &parts.password) {
        return Err(lacks(username, Setting::Password, "REDIS_PASSWORD"));
    }
    let text = written(secure, topology, &endpoints, &parts);
    let url = RedisUrl::parse(&text)
        .map_err(|problem| Box::new(Violation::new("url", way.origin.clone(), problem)))?;
    let picked = Picked {
        text,
        source: None,
        ..way
    };
    Ok(Some(Address {
        picked,
        url,
        parts: Some(parts),
    }))
}

fn whole(meta: &'static FieldMeta, picked: Picked) -> Result<Address, Box<Violation>> {
    let url = RedisUrl::parse(&picked.text).and_then(|url| {
        if meta.variable == "REDIS_TLS_URL" && !url.tls {
            return Err(Problem::new(
                Code::DISAGREEMENT,
                "`REDIS_TLS_URL` holds the URL of a link that is not encrypted",
                "write `rediss://`, or call the variable `REDIS_URL`",
            ));
        }
        Ok(url)
    });
    match url {
        Ok(url) => Ok(Address {
            picked,
            url,
            parts: None,
        }),
        Err(problem) => Err(Box::new(Violation::of(
            meta,
            picked.origin,
            Some(&picked.text),
            problem,
        ))),
    }
}

/// Whether the definition enables TLS without a URL.
fn asks_for_tls<C: RedisConfig>(resolved: &[Resolved]) -> bool {
    let fixed = C::FIXED.iter().find(|(one, _)| *one == Setting::Tls);
    let field = resolved
        .iter()
        .find(|one| one.meta.setting() == Some(Setting::Tls))
        .and_then(|one| one.value.as_ref());
    let text = field.map_or(fixed.map(|(_, text)| *text), |one| Some(one.text.as_str()));
    text.is_some_and(|text| matches!(text::parse_flag(text), Ok(true)))
}

fn hosts(url: &RedisUrl) -> Vec<&str> {
    let hosts = url.endpoints.iter().map(|one| match one {
        Endpoint::Tcp { host, .. } => host.as_str(),
        Endpoint::Unix { path } => path.as_str(),
    });
    hosts.collect()
}

/// Checks that all URLs agree. The port of the encrypted URL may differ from the plain one.
fn agree(chosen: &Address, others: &[Address]) -> Result<(), Box<Violation>> {
    for other in others {
        let (one, two) = (&chosen.url, &other.url);
        let same_place = if one.tls == two.tls {
            one.endpoints == two.endpoints
        } else {
            hosts(one) == hosts(two)
        };
        let same = same_place
            && one.topology == two.topology
            && one.master == two.master
            && one.username == two.username
            && one.password == two.password
            && one.database.unwrap_or(0) == two.database.unwrap_or(0);
        if !same {
            return Err(disagree(Setting::Url.key(), &chosen.picked, &other.picked));
        }
    }
    Ok(())
}

/// Checks that the variables for single parts agree with the URL. Unset variables are not compared.
fn parts_agree(
    chosen: &Address,
    host: Option<&Picked>,
    nodes: Option<&Picked>,
    parts: &Parts,
) -> Result<(), Box<Violation>> {
    let url = &chosen.url;
    let port = match url.endpoints.as_slice() {
        [Endpoint::Tcp { port, .. }] => Some(port.to_string()),
        _ => None,
    };
    let host_of_url = match hosts(url).as_slice() {
        [host] => Some((*host).to_owned()),
        _ => None,
    };
    let database = url.database.unwrap_or(0).to_string();
    let compared = [
        (host, host_of_url),
        (parts.port.as_ref(), port),
        (parts.master.as_ref(), url.master.clone()),
        (parts.username.as_ref(), url.username.clone()),
        (parts.password.as_ref(), url.password.clone()),
        (parts.database.as_ref(), Some(database)),
    ];
    for (part, of_url) in compared {
        if let Some(part) = part
            && of_url.as_deref() != Some(part.text.as_str())
        {
            return Err(disagree(Setting::Url.key(), &chosen.picked, part));
        }
    }
    let default = match url.master {
        Some(_) => DEFAULT_SENTINEL_PORT,
        None => DEFAULT_PORT,
    };
    match nodes {
        Some(nodes) if several(nodes, default)? != url.endpoints => {
            Err(disagree(Setting::Url.key(), &chosen.picked, nodes))
        }
        _ => Ok(()),
    }
}

fn several(picked: &Picked, port: u16) -> Result<Vec<Endpoint>, Box<Violation>> {
    let refused = |problem| {
        Box::new(Violation::new(
            Setting::Nodes.key(),
            picked.origin.clone(),
            problem,
        ))
    };
    let nodes = Nodes::parse(&picked.text, port).map_err(refused)?;
    if nodes.url.is_some() {
        return Err(refused(Problem::new(
            Code::NODES,
            "the list holds URLs, where each node is a host and a port",
            "write `10.0.0.1:7000,10.0.0.2:7000`, and set `REDIS_USERNAME` and `REDIS_PASSWORD`",
        )));
    }
    Ok(nodes.endpoints)
}

fn lacks(set: &Picked, setting: Setting, variable: &str) -> Box<Violation> {
    let problem = Problem::new(
        Code::REQUIRES,
        format!("`{}` is set, but `{variable}` is not", set.origin),
        format!("set `{variable}` too, or unset `{}`", set.origin),
    );
    Box::new(Violation::new(setting.key(), set.origin.clone(), problem))
}

/// Logs parts without an endpoint.
fn homeless<C: RedisConfig>(parts: &Parts) {
    let Parts {
        port,
        master,
        username,
        password,
        database,
    } = parts;
    for part in [port, master, username, password, database]
        .into_iter()
        .flatten()
    {
        tracing::warn!(
            instance = C::NAME,
            variable = %part.origin,
            "ignored: no unnamed variable sets the address of the server, and it is not combined with the endpoint of another source"
        );
    }
}

fn written(
    secure: bool,
    topology: &str,
    endpoints: &[Endpoint],
    parts: &Parts,
) -> Zeroizing<String> {
    let mut url = Zeroizing::new(String::with_capacity(512));
    url.push_str(if secure { "rediss" } else { "redis" });
    url.push_str(topology);
    url.push_str("://");
    if let Some(password) = &parts.password {
        if let Some(username) = &parts.username {
            encode(&username.text, &mut url);
        }
        url.push(':');
        encode(&password.text, &mut url);
        url.push('@');
    }
    let endpoints: Vec<_> = endpoints.iter().map(Endpoint::to_string).collect();
    url.push_str(&endpoints.join(","));
    if let Some(database) = &parts.database {
        // The URL of a cluster has no database. 0 is its default.
        if topology != "+cluster" || database.text.as_str() != "0" {
            url.push('/');
            url.push_str(&database.text);
        }
    }
    if let (Some(master), "+sentinel") = (&parts.master, topology) {
        url.push_str(if parts.database.is_some() { "" } else { "/" });
        url.push_str("?master=");
        encode(&master.text, &mut url);
    }
    url
}

fn encode(text: &str, to: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            let digit = |half: u8| char::from(HEX[usize::from(half)]);
            to.push('%');
            to.push(digit(byte >> 4));
            to.push(digit(byte & 15));
        }
    }
}
