//! The variables that name no platform: `REDIS_URL`, `REDIS_HOST` and the like.

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Code, Endpoint, Problem, Setting, Topology};
use zeroize::Zeroizing;

use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::format::dokku_url;
use crate::load::platform::variables::{Variables, checked};

const TLS_URL: &str = "REDIS_TLS_URL";
const URLS: [&str; 4] = [TLS_URL, "REDIS_URL", "REDIS_URI", "VALKEY_URL"];
const HOST: &str = "REDIS_HOST";
const PORT: &str = "REDIS_PORT";
const SENTINELS: &str = "REDIS_SENTINELS";
const NODES: &str = "REDIS_CLUSTER_NODES";
const SCHEME: &str = "REDIS_SCHEME";
/// The settings of a server whose endpoint is another variable.
const PARTS: [(&str, Setting); 13] = [
    ("REDIS_SENTINEL_MASTER", Setting::Master),
    ("REDIS_USERNAME", Setting::Username),
    ("REDIS_USER", Setting::Username),
    ("REDIS_PASSWORD", Setting::Password),
    ("REDIS_PASS", Setting::Password),
    ("REDIS_DB", Setting::Database),
    ("REDIS_DATABASE", Setting::Database),
    ("REDIS_TLS", Setting::Tls),
    ("REDIS_SSL", Setting::Tls),
    ("REDIS_USE_TLS", Setting::Tls),
    ("REDIS_USE_SSL", Setting::Tls),
    ("REDIS_TLS_ENABLED", Setting::Tls),
    ("REDIS_SSL_ENABLED", Setting::Tls),
];

/// Whether a fallback instance reads the variable.
pub(crate) fn reads(variable: &str) -> bool {
    let name = variable.strip_suffix("_FILE").unwrap_or(variable);
    URLS.contains(&name)
        || [HOST, PORT, SENTINELS, NODES, SCHEME].contains(&name)
        || PARTS.iter().any(|(part, _)| *part == name)
}

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    if variables.raw("REDIS_CLUSTER").is_some() {
        found.ignore(
            "REDIS_CLUSTER",
            "it has no meaning that platforms agree on; a cluster is given as `REDIS_CLUSTER_NODES=10.0.0.1:7000,10.0.0.2:7000`",
        );
    }
    if let Err(violation) = servers(variables, found) {
        found.unnamed(Err(violation));
    }
}

fn servers(variables: &Variables<'_>, found: &mut Found) -> Result<(), Box<Violation>> {
    let mut urls = Vec::new();
    for name in URLS {
        let mut parts = Parts::default();
        dokku_url::add(&mut parts, variables, name)?;
        encrypted(name, &parts)?;
        let parsed = parts
            .get(Setting::Url)
            .map(|url| RedisUrl::parse(&url.text));
        if let Some(Ok(parsed)) = parsed {
            urls.push((parts, parsed));
        }
    }
    let mut parts = Parts::default();
    parts.variable(variables, HOST, Setting::Host)?;
    for (name, topology) in [(SENTINELS, Topology::Sentinel), (NODES, Topology::Cluster)] {
        let earlier = parts.has(Setting::Nodes);
        parts.variable(variables, name, Setting::Nodes)?;
        if !earlier && parts.has(Setting::Nodes) {
            parts.topology = Some(topology);
        }
    }
    if variables
        .raw(PORT)
        .is_some_and(|port| port.starts_with("tcp://"))
    {
        found.ignore(PORT, "Kubernetes service link, not a port");
    } else {
        parts.variable(variables, PORT, Setting::Port)?;
    }
    for (name, setting) in PARTS {
        parts.variable(variables, name, setting)?;
    }
    scheme(variables, &mut parts)?;

    // The other settings go with the encrypted URL.
    urls.sort_by_key(|(_, url)| !url.tls);
    let plain_port = urls
        .iter()
        .find(|(_, url)| !url.tls)
        .map(|(_, url)| port_of(url));
    let mut urls = urls.into_iter();
    if let Some((first, url)) = urls.next() {
        // The port beside two URLs of a server is that of either.
        let port = parts.get(Setting::Port).map(|port| port.text.to_string());
        if url.tls && port.is_some() && plain_port.flatten() == port {
            parts.take(Setting::Port);
        }
        parts.merge(first)?;
        found.unnamed(Ok(parts));
        urls.for_each(|(other, _)| found.unnamed(Ok(other)));
    } else if parts.has(Setting::Host) || parts.has(Setting::Nodes) {
        found.unnamed(Ok(parts));
    } else {
        homeless(&parts, found);
    }
    Ok(())
}

fn port_of(url: &RedisUrl) -> Option<String> {
    match url.endpoints.as_slice() {
        [Endpoint::Tcp { port, .. }] => Some(port.to_string()),
        _ => None,
    }
}

/// Refuses `REDIS_TLS_URL` without TLS.
fn encrypted(name: &str, parts: &Parts) -> Result<(), Box<Violation>> {
    let Some(picked) = parts.get(Setting::Url).filter(|_| name == TLS_URL) else {
        return Ok(());
    };
    let Some(plain) = RedisUrl::parse(&picked.text).ok().filter(|url| !url.tls) else {
        return Ok(());
    };
    let problem = Problem::new(
        Code::DISAGREEMENT,
        format!("`{name}` holds the URL of a link that is not encrypted"),
        "write `rediss://`, or call the variable `REDIS_URL`",
    );
    let mut violation = Violation::new(Setting::Url.key(), picked.origin.clone(), problem);
    violation.value = Some(plain.redacted());
    Err(Box::new(violation))
}

/// `REDIS_SCHEME`: `tls` or `tcp`, as other clients write it.
fn scheme(variables: &Variables<'_>, parts: &mut Parts) -> Result<(), Box<Violation>> {
    let Some(mut raw) = variables.unchecked(SCHEME, Setting::Tls)? else {
        return Ok(());
    };
    let tls = match raw.text.to_ascii_lowercase().trim_end_matches("://") {
        "tls" | "ssl" | "rediss" | "valkeys" => "true",
        "tcp" | "redis" | "valkey" | "" => "false",
        _ => {
            let problem = Problem::new(
                Code::PLATFORM,
                "the scheme is neither `redis` nor `rediss`",
                "write `REDIS_SCHEME=rediss` for TLS, otherwise `REDIS_SCHEME=redis`",
            );
            let violation = Violation::new(Setting::Tls.key(), raw.origin, problem);
            return Err(Box::new(violation));
        }
    };
    raw.text = Zeroizing::new(tls.to_owned());
    parts.add(Setting::Tls, checked(Setting::Tls, raw))
}

/// Settings without an endpoint are not combined with the endpoint of another source. TLS is not dropped: the connection
/// that follows would be plaintext.
fn homeless(parts: &Parts, found: &mut Found) {
    for (setting, picked) in parts.iter() {
        if setting == Setting::Tls && picked.text.as_str() == "true" {
            let problem = Problem::new(
                Code::REQUIRES,
                format!(
                    "`{}` asks for TLS, but no unnamed variable names the server",
                    picked.origin
                ),
                format!(
                    "set `REDIS_HOST`, or `REDIS_URL` with `rediss://`, or unset `{}`",
                    picked.origin
                ),
            );
            let violation = Violation::new(setting.key(), picked.origin.clone(), problem);
            found.last(&[], Err(Box::new(violation)));
        }
        found.ignore(
            picked.origin.to_string(),
            "no unnamed variable names the server, and it is not combined with the endpoint of another source",
        );
    }
}
