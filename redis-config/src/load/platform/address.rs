//! Combines the settings that a platform gives into one address.

use redis_config_rules::nodes::Nodes;
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{
    Code, DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Problem, Setting, Topology, text,
};
use zeroize::Zeroizing;

use super::binding::{Parts, disagree};
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::resolve::Picked;
use crate::load::url_edit;

/// A server, and how to sign in to it.
pub(crate) struct Address {
    /// The URL that the platform gives, or one that is made of the endpoint alone.
    pub(crate) picked: Picked,
    /// All of the address.
    pub(crate) url: RedisUrl,
    /// The settings that are given apart from the URL.
    pub(crate) parts: Parts,
    /// Whether the platform decides about TLS; otherwise the definition does.
    pub(crate) decides_tls: bool,
}

/// Combines settings. `secure` is whether the definition enables TLS.
///
/// # Errors
///
/// Two settings disagree, or one requires another.
pub(crate) fn combine(mut parts: Parts, secure: bool) -> Result<Address, Box<Violation>> {
    let (picked, mut url, decides_tls) = match parts.take(Setting::Url) {
        Some(picked) => {
            let url = parsed(&picked)?;
            agree_with_parts(&picked, &url, &parts)?;
            (picked, url, true)
        }
        None => {
            let picked = made(&mut parts, secure)?;
            let url = parsed(&picked)?;
            (picked, url, parts.has(Setting::Tls))
        }
    };
    let own = |setting| parts.get(setting).map(|picked| picked.text.to_string());
    if let Some(password) = own(Setting::Password) {
        url.username = own(Setting::Username).or(url.username);
        url.password = Some(password);
    } else if let (Some(username), None) = (parts.get(Setting::Username), &url.password) {
        return Err(lacks(username, Setting::Password));
    }
    if let Some(database) = parts.get(Setting::Database) {
        // The URL of a cluster has no database. 0 is its default.
        if url.topology == Topology::Cluster && database.text.as_str() == "0" {
            parts.take(Setting::Database);
        } else {
            url.database = text::parse_integer(&database.text).ok();
        }
    }
    Ok(Address {
        picked,
        url,
        parts,
        decides_tls,
    })
}

fn parsed(picked: &Picked) -> Result<RedisUrl, Box<Violation>> {
    RedisUrl::parse(&picked.text).map_err(|problem| {
        let setting = Setting::Url.key();
        Box::new(Violation::new(setting, picked.origin.clone(), problem))
    })
}

/// The URL of the endpoint.
fn made(parts: &mut Parts, secure: bool) -> Result<Picked, Box<Violation>> {
    let topology = parts.topology.unwrap_or(Topology::Standalone);
    let (way, endpoints) = match (parts.take(Setting::Host), parts.take(Setting::Nodes)) {
        (Some(host), None) => {
            let port = parts.get(Setting::Port).map(|port| port.text.as_str());
            let endpoint = url_edit::tcp(&host.text, port);
            (host, endpoint.into_iter().collect())
        }
        (None, Some(nodes)) => {
            if topology == Topology::Sentinel && !parts.has(Setting::Master) {
                return Err(lacks(&nodes, Setting::Master));
            }
            let endpoints = several(&nodes, default_port(topology))?;
            (nodes, endpoints)
        }
        (Some(host), Some(nodes)) => return Err(disagree(Setting::Url, &host, &nodes)),
        (None, None) => {
            let some = parts.iter().next();
            let (setting, origin) = some
                .map_or((Setting::Url, Origin::Missing), |(one, picked)| {
                    (one, picked.origin.clone())
                });
            let problem = Problem::new(
                Code::REQUIRES,
                format!("`{origin}` is set, but nothing beside it names the server"),
                "set the endpoint of the instance, `<PREFIX>_URL`, in its own variables",
            );
            return Err(Box::new(Violation::new(setting.key(), origin, problem)));
        }
    };
    let asks = parts.get(Setting::Tls).map(|tls| tls.text.as_str());
    let secure = secure || asks == Some("true");
    let endpoints: Vec<_> = endpoints.iter().map(Endpoint::to_string).collect();
    let text = format!(
        "{}{}://{}{}",
        if secure { "rediss" } else { "redis" },
        match topology {
            Topology::Sentinel => "+sentinel",
            Topology::Cluster => "+cluster",
            _ => "",
        },
        endpoints.join(","),
        match parts.get(Setting::Master) {
            Some(master) if topology == Topology::Sentinel => {
                format!("/?master={}", encoded(&master.text))
            }
            _ => String::new(),
        }
    );
    Ok(Picked {
        text: Zeroizing::new(text),
        source: None,
        ..way
    })
}

fn default_port(topology: Topology) -> u16 {
    match topology {
        Topology::Sentinel => DEFAULT_SENTINEL_PORT,
        _ => DEFAULT_PORT,
    }
}

fn several(picked: &Picked, port: u16) -> Result<Vec<Endpoint>, Box<Violation>> {
    let refused = |problem| {
        let setting = Setting::Nodes.key();
        Box::new(Violation::new(setting, picked.origin.clone(), problem))
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

fn lacks(set: &Picked, missing: Setting) -> Box<Violation> {
    let name = match (&set.origin, missing) {
        (Origin::Variable(name), Setting::Password) => name
            .replace("USERNAME", "PASSWORD")
            .replace("USER", "PASSWORD"),
        (Origin::Variable(name), _) if name == "REDIS_SENTINELS" => {
            "REDIS_SENTINEL_MASTER".to_owned()
        }
        _ => missing.key().to_owned(),
    };
    let problem = Problem::new(
        Code::REQUIRES,
        format!("`{}` is set, but `{name}` is not", set.origin),
        format!("set `{name}` too, or unset `{}`", set.origin),
    );
    Box::new(Violation::new(missing.key(), set.origin.clone(), problem))
}

/// The hosts of a URL, without their ports.
pub(crate) fn hosts(url: &RedisUrl) -> Vec<&str> {
    let hosts = url.endpoints.iter().map(|one| match one {
        Endpoint::Tcp { host, .. } => host.as_str(),
        Endpoint::Unix { path } => path.as_str(),
    });
    hosts.collect()
}

/// Whether two addresses are one server and one way to sign in. The port of an encrypted URL may differ from the plain one.
pub(crate) fn same(one: &RedisUrl, two: &RedisUrl) -> bool {
    let same_place = if one.tls == two.tls {
        one.endpoints == two.endpoints
    } else {
        hosts(one) == hosts(two)
    };
    let user = |url: &RedisUrl| url.username.clone().filter(|name| name != "default");
    same_place
        && one.topology == two.topology
        && one.master == two.master
        && user(one) == user(two)
        && one.password == two.password
        && one.database.unwrap_or(0) == two.database.unwrap_or(0)
}

/// Checks that the settings beside a URL agree with it. Unset ones are not compared.
fn agree_with_parts(picked: &Picked, url: &RedisUrl, parts: &Parts) -> Result<(), Box<Violation>> {
    let only = |list: Vec<&str>| match list.as_slice() {
        [one] => Some((*one).to_owned()),
        _ => None,
    };
    let port = match url.endpoints.as_slice() {
        [Endpoint::Tcp { port, .. }] => Some(port.to_string()),
        _ => None,
    };
    for (setting, part) in parts.iter() {
        let of_url = match setting {
            Setting::Host => only(hosts(url)),
            Setting::Port => port.clone(),
            Setting::Master => url.master.clone(),
            Setting::Username if url.username.is_none() && part.text.as_str() == "default" => {
                continue;
            }
            Setting::Username | Setting::Password if url.password.is_none() => {
                if parts.beside_url {
                    continue;
                }
                return Err(beside(picked, setting, part));
            }
            Setting::Username => url.username.clone(),
            Setting::Password => url.password.clone(),
            Setting::Database if url.database.is_none() => continue,
            Setting::Database => url.database.map(|one| one.to_string()),
            Setting::Tls if part.text.as_str() == "true" && !url.tls => {
                return Err(plain(picked, url, part));
            }
            Setting::Tls => Some(url.tls.to_string()),
            Setting::Nodes if several(part, default_port(url.topology))? == url.endpoints => {
                continue;
            }
            Setting::Nodes => None,
            _ => continue,
        };
        if of_url.as_deref() != Some(part.text.as_str()) {
            let mut violation = disagree(setting, picked, part);
            violation.setting = Setting::Url.key().to_owned();
            return Err(violation);
        }
    }
    Ok(())
}

/// A user name or a password for a URL that has none.
fn beside(url: &Picked, setting: Setting, part: &Picked) -> Box<Violation> {
    let key = setting.key();
    let problem = Problem::new(
        Code::DISAGREEMENT,
        format!(
            "`{}` has no user info, and `{}` gives `{key}`: the two are not combined",
            url.origin, part.origin
        ),
        format!(
            "write it into the URL, `redis://:PASSWORD@host` or `redis://USER:PASSWORD@host`, or unset `{}`",
            part.origin
        ),
    );
    let mut violation = Violation::new(Setting::Url.key(), url.origin.clone(), problem);
    violation.with = Some((key, part.origin.clone()));
    Box::new(violation)
}

/// A URL without TLS where something beside it asks for TLS.
fn plain(url: &Picked, parsed: &RedisUrl, part: &Picked) -> Box<Violation> {
    let encrypted = parsed.redacted().replacen("://", "s://", 1);
    let problem = Problem::new(
        Code::DISAGREEMENT,
        format!(
            "`{}` asks for TLS, and `{}` is the URL of a link that is not encrypted",
            part.origin, url.origin
        ),
        match parsed.scheme {
            "redis" | "valkey" => format!("write `{encrypted}` in `{}`", url.origin),
            _ => format!("write the encrypted scheme in `{}`", url.origin),
        },
    );
    let mut violation = Violation::new(Setting::Url.key(), url.origin.clone(), problem);
    violation.with = Some((Setting::Tls.key(), part.origin.clone()));
    Box::new(violation)
}

fn encoded(text: &str) -> String {
    let mut to = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push_str(&format!("%{byte:02X}"));
        }
    }
    to
}
