//! The variables that name no platform: `REDIS_URL`, `REDIS_HOST` and the like.

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Alias, Code, Endpoint, Problem, Setting, Topology};
use zeroize::Zeroizing;

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::format::dokku_url;
use crate::load::platform::variables::{Variables, checked};

const PREFIX: &str = "REDIS_";
const TLS_URL: &str = "REDIS_TLS_URL";
const PORT: &str = "REDIS_PORT";
const SCHEME: &str = "REDIS_SCHEME";
/// The list of nodes under the names that reveal the topology.
const NODES: [(&str, Topology); 2] = [
    ("REDIS_SENTINELS", Topology::Sentinel),
    ("REDIS_CLUSTER_NODES", Topology::Cluster),
];
/// The settings of a server whose endpoint is another variable.
const PARTS: [Setting; 11] = [
    Setting::Port,
    Setting::Master,
    Setting::Username,
    Setting::Password,
    Setting::SentinelUsername,
    Setting::SentinelPassword,
    Setting::Database,
    Setting::Tls,
    Setting::TlsCa,
    Setting::TlsCert,
    Setting::TlsKey,
];

/// The variables of a setting: its own name first, then the names that other programs use.
fn names(setting: Setting) -> impl Iterator<Item = String> {
    let name = |name: &str| format!("{PREFIX}{}", name.to_ascii_uppercase());
    std::iter::once(name(setting.variable())).chain(setting.aliases().map(name))
}

fn urls() -> impl Iterator<Item = String> {
    let others = ["VALKEY_URL".to_owned(), "VALKEY_URI".to_owned()];
    std::iter::once(TLS_URL.to_owned())
        .chain(names(Setting::Url))
        .chain(others)
}

/// Whether a fallback instance reads the variable.
pub(crate) fn reads(variable: &str) -> bool {
    let name = variable.strip_suffix("_FILE").unwrap_or(variable);
    let mut settings = PARTS.into_iter().chain([Setting::Host]);
    name == SCHEME
        || urls().any(|one| one == name)
        || NODES.iter().any(|(one, _)| *one == name)
        || settings.any(|setting| names(setting).any(|one| one == name))
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
    let mut all = Vec::new();
    for name in urls() {
        let mut parts = Parts::default();
        dokku_url::add(&mut parts, variables, &name)?;
        encrypted(&name, &parts)?;
        let parsed = parts
            .get(Setting::Url)
            .map(|url| RedisUrl::parse(&url.text));
        if let Some(Ok(parsed)) = parsed {
            all.push((parts, parsed));
        }
    }
    let mut urls = all;
    let mut parts = Parts::default();
    // Upsun sets `REDIS_HOST`, `REDIS_HOSTNAME` and `REDIS_IP`, which differ.
    for name in names(Setting::Host) {
        if !parts.has(Setting::Host) {
            parts.variable(variables, &name, Setting::Host)?;
        }
    }
    for (name, topology) in NODES {
        let earlier = parts.has(Setting::Nodes);
        parts.variable(variables, name, Setting::Nodes)?;
        if !earlier && parts.has(Setting::Nodes) {
            parts.topology = Some(topology);
        }
    }
    let link = variables
        .raw(PORT)
        .is_some_and(|port| port.starts_with("tcp://"));
    if link {
        found.ignore(PORT, "Kubernetes service link, not a port");
    }
    for setting in PARTS {
        for name in names(setting).filter(|name| !(link && name == PORT)) {
            parts.variable(variables, &name, setting)?;
        }
    }
    scheme(variables, &mut parts)?;
    unclear(variables, &parts, found)?;

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

/// Variables that other programs use for different things. One that may ask for TLS is an error. One that may name the server
/// is an error if nothing else does.
fn unclear(
    variables: &Variables<'_>,
    parts: &Parts,
    found: &mut Found,
) -> Result<(), Box<Violation>> {
    for name in variables.names() {
        let suffix = name.strip_prefix(PREFIX).unwrap_or_default();
        let Some(alias) = Alias::of(&suffix.to_ascii_lowercase()) else {
            continue;
        };
        let (Some(why), false) = (alias.unclear, name == SCHEME || name == "REDIS_CLUSTER") else {
            continue;
        };
        let own = names(alias.setting).next().unwrap_or_default();
        let refused = |help: String| {
            let problem = Problem::new(
                Code::UNKNOWN_VARIABLE,
                format!("`{name}` is not read: {why}"),
                help,
            );
            let origin = Origin::Variable(name.to_owned());
            Box::new(Violation::new(alias.setting.key(), origin, problem))
        };
        match alias.setting {
            Setting::Tls if !parts.has(Setting::Tls) => {
                return Err(refused(format!(
                    "set `{own}` to `true` or `false`, and unset `{name}`"
                )));
            }
            Setting::Host | Setting::Socket | Setting::Nodes => found.last(
                &[],
                Err(refused(
                    "set `REDIS_HOST` and `REDIS_PORT`, or `REDIS_URL`, instead".to_owned(),
                )),
            ),
            _ => {}
        }
    }
    Ok(())
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
