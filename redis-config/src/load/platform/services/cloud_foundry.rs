//! Cloud Foundry: `VCAP_SERVICES`.

use redis_config_rules::text::parse_flag;
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Code, Endpoint, Problem, Setting, Topology};
use zeroize::Zeroizing;

use crate::check::violation::Violation;
use crate::load::platform::address::hosts;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::format::json::{Node, parse};
use crate::load::platform::variables::Variables;

const SERVICES: &str = "VCAP_SERVICES";

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    let Some(text) = variables.raw(SERVICES) else {
        return;
    };
    let root = match parse(SERVICES, text.as_bytes()) {
        Ok(root) => root,
        Err(violation) => {
            found.broken = Some(violation);
            return;
        }
    };
    for (label, services) in root.as_object().into_iter().flatten() {
        for (at, value) in services.as_array().into_iter().flatten().enumerate() {
            let whole = Node {
                value,
                variable: SERVICES,
                pointer: String::new(),
            };
            let text = |name| whole.get(name).and_then(|one| one.text());
            let names = ["binding_name", "instance_name", "name"].map(text);
            let names: Vec<&str> = names.iter().flatten().map(|name| name.as_str()).collect();
            let service = Node {
                pointer: match names.last() {
                    Some(name) => format!("{label}[name={name}]"),
                    None => format!("{label}[{at}]"),
                },
                ..whole.clone()
            };
            if is_redis(label, &service) {
                found.either(&names, server(&service));
            } else if label.to_ascii_lowercase().contains("redis") {
                found.ignore(
                    format!("{SERVICES} {}", service.pointer),
                    "it has neither the tag `redis` nor the URI of a Redis server",
                );
            }
        }
    }
}

fn is_redis(label: &str, service: &Node<'_>) -> bool {
    let tags = service.value.get("tags").and_then(|tags| tags.as_array());
    let tagged = tags.into_iter().flatten().any(|tag| {
        let tag = tag.as_str().unwrap_or_default().to_ascii_lowercase();
        tag == "redis" || tag == "valkey"
    });
    let uri = service
        .get("credentials")
        .and_then(|one| one.get("uri").or_else(|| one.get("url"))?.text());
    tagged || label.starts_with("rediscloud") || uri.is_some_and(|uri| is_redis_url(&uri))
}

fn is_redis_url(text: &str) -> bool {
    text.starts_with("redis") || text.starts_with("valkey")
}

fn server(service: &Node<'_>) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    let Some(credentials) = service.get("credentials") else {
        return Err(refused(
            service,
            "has no credentials",
            "bind the service again",
        ));
    };
    if let Some(reference) = credentials.get("credhub-ref") {
        return Err(refused(
            &reference,
            "is a reference to CredHub, which Cloud Foundry replaces when it starts an application from a buildpack",
            "in a container image, set the endpoint of the instance in its own variables, `<PREFIX>_URL` or `<PREFIX>_HOST`",
        ));
    }
    credentials.add(&mut parts, Setting::Username, &["username", "user"])?;
    credentials.add(&mut parts, Setting::Password, &["password"])?;
    credentials.add(&mut parts, Setting::Database, &["database", "db"])?;
    if sentinels(&credentials, &mut parts)? {
        return Ok(parts);
    }
    credentials.add(&mut parts, Setting::Host, &["host", "hostname"])?;
    credentials.add(&mut parts, Setting::Tls, &["tls", "tls_enabled", "ssl"])?;
    if is_cluster(&credentials)? {
        parts.topology = Some(Topology::Cluster);
    }
    let url = ["uri", "url"].iter().find_map(|name| {
        let node = credentials.get(name)?;
        let text = node.text().filter(|text| is_redis_url(text))?;
        Some((node, text))
    });
    let Some(tls_port) = credentials.get("tls_port") else {
        credentials.add(&mut parts, Setting::Port, &["port"])?;
        match url {
            Some((node, text)) if parts.topology.is_some() => of_cluster(&node, &text, &mut parts)?,
            Some((node, text)) => parts.text(Setting::Url, text, node.origin())?,
            None => {}
        }
        return Ok(parts);
    };
    // The URI is that of the plain port.
    if let (Some((node, text)), false) = (url, parts.has(Setting::Host)) {
        of_url(&node, &text, &mut parts)?;
    }
    credentials.add(&mut parts, Setting::Port, &["tls_port"])?;
    let on = Zeroizing::new("true".to_owned());
    parts.text(Setting::Tls, on, tls_port.origin())?;
    Ok(parts)
}

/// Whether the broker of SAP BTP states that the host is the configuration endpoint of a cluster.
fn is_cluster(credentials: &Node<'_>) -> Result<bool, Box<Violation>> {
    let Some(mode) = credentials.get("cluster_mode") else {
        return Ok(false);
    };
    let flag = mode.text().and_then(|text| parse_flag(&text).ok());
    flag.ok_or_else(|| {
        refused(
            &mode,
            "is neither `true` nor `false`",
            "set the endpoint of the instance in its own variables, `<PREFIX>_URL` or `<PREFIX>_NODES`",
        )
    })
}

/// The parts of a URL whose scheme does not say that the server is a cluster.
fn of_cluster(node: &Node<'_>, text: &str, parts: &mut Parts) -> Result<(), Box<Violation>> {
    of_url(node, text, parts)?;
    let url = parsed(node, text)?;
    let port = match url.endpoints.as_slice() {
        [Endpoint::Tcp { port, .. }] => Some(port.to_string()),
        _ => None,
    };
    for (setting, text) in [
        (Setting::Port, port),
        (Setting::Tls, Some(url.tls.to_string())),
        (
            Setting::Database,
            url.database.map(|number| number.to_string()),
        ),
    ] {
        if let Some(text) = text {
            parts.text(setting, Zeroizing::new(text), node.origin())?;
        }
    }
    Ok(())
}

fn parsed(node: &Node<'_>, text: &str) -> Result<RedisUrl, Box<Violation>> {
    RedisUrl::parse(text)
        .map_err(|problem| Box::new(Violation::new(Setting::Url.key(), node.origin(), problem)))
}

/// The host of a URL, and its user info.
fn of_url(node: &Node<'_>, text: &str, parts: &mut Parts) -> Result<(), Box<Violation>> {
    let url = parsed(node, text)?;
    let host = hosts(&url).concat();
    for (setting, text) in [
        (Setting::Host, Some(host)),
        (Setting::Username, url.username),
        (Setting::Password, url.password),
    ] {
        if let Some(text) = text {
            parts.text(setting, Zeroizing::new(text), node.origin())?;
        }
    }
    Ok(())
}

/// Adds a list of sentinels, `[{"host": .., "port": ..}]`, and the name of their service.
fn sentinels(credentials: &Node<'_>, parts: &mut Parts) -> Result<bool, Box<Violation>> {
    let list = credentials
        .get("sentinels")
        .or_else(|| credentials.get("sentinel_nodes"));
    let Some(list) = list else { return Ok(false) };
    let nodes: Vec<String> = list
        .value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| {
            let node = Node {
                value,
                ..list.clone()
            };
            let host = node.get("host").or_else(|| node.get("hostname"));
            let host = host.unwrap_or_else(|| node.clone()).text()?.to_string();
            let port = node.get("port").and_then(|port| port.text());
            Some(match port {
                Some(port) => format!("{host}:{}", port.as_str()),
                None => host,
            })
        })
        .collect();
    let nodes = Zeroizing::new(nodes.join(","));
    parts.text(Setting::Nodes, nodes, list.origin())?;
    credentials.add(parts, Setting::Master, &["master_name", "master"])?;
    credentials.add(parts, Setting::SentinelPassword, &["sentinel_password"])?;
    parts.topology = Some(Topology::Sentinel);
    Ok(true)
}

fn refused(node: &Node<'_>, what: &str, help: &str) -> Box<Violation> {
    let origin = node.origin();
    let problem = Problem::new(Code::PLATFORM, format!("`{origin}` {what}"), help);
    Box::new(Violation::new(Setting::Url.key(), origin, problem))
}
