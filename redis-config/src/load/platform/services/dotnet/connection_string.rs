//! The connection strings of .NET: `cache.example.net:6380,password=..,ssl=True`.

use redis_config_rules::nodes::Nodes;
use redis_config_rules::{Code, DEFAULT_PORT, Problem, Setting, Topology};
use zeroize::Zeroizing;

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::Parts;
use crate::load::platform::variables::checked;
use crate::load::resolve::Picked;

/// Whether a text is a connection string for Redis rather than one for another database, a URL or a password.
pub(crate) fn is_one(text: &str) -> bool {
    let first = text.split(',').next().unwrap_or_default();
    !text.contains("://")
        && !text.contains(';')
        && !first.is_empty()
        && !first.contains(['=', ' ', '@'])
}

/// Adds a URL or a connection string: one variable may hold either.
///
/// # Errors
///
/// The text is neither, or a value breaks the rule of its setting. Messages name an option only if it is a known one,
/// because the rest of a password with a comma looks like an option.
pub(crate) fn add(parts: &mut Parts, picked: Picked) -> Result<(), Box<Violation>> {
    if picked.text.contains("://") {
        return parts.add(Setting::Url, checked(Setting::Url, picked));
    }
    let origin = picked.origin.clone();
    let text = picked.text.trim().trim_matches('"');
    if !is_one(text) {
        return Err(refused(
            &origin,
            "is neither a URL nor a connection string of .NET",
        ));
    }
    let mut servers = Vec::new();
    let mut options = Vec::new();
    for item in text.split(',').map(str::trim) {
        // A key of Azure ends in `=`, so only the first one separates.
        match item.split_once('=') {
            Some((name, value)) => options.push((name.trim().to_ascii_lowercase(), value.trim())),
            None if item.is_empty() => {}
            None if options.is_empty() && Nodes::parse(item, DEFAULT_PORT).is_ok() => {
                servers.push(item);
            }
            None if options.is_empty() => {
                return Err(refused(
                    &origin,
                    "names a server that is not a host and a port",
                ));
            }
            None => {
                return Err(refused(
                    &origin,
                    "has text after an option that is no option; a password with a comma cannot be written here",
                ));
            }
        }
    }
    let mut put = |setting, text: String| {
        let added = parts.text(setting, Zeroizing::new(text), origin.clone());
        // A value of the wrong kind may be a part of the password.
        added.map_err(|mut violation| {
            violation.value = None;
            violation
        })
    };
    let mut service = false;
    let mut tls = false;
    for (name, value) in options {
        let setting = match name.as_str() {
            "password" => Setting::Password,
            "user" => Setting::Username,
            "defaultdatabase" => Setting::Database,
            "ssl" => Setting::Tls,
            "servicename" => Setting::Master,
            // Timeouts, retries and names of the other client.
            _ => continue,
        };
        service |= setting == Setting::Master;
        tls |= setting == Setting::Tls && value.eq_ignore_ascii_case("true");
        put(setting, value.to_owned())?;
    }
    let default = match (service, tls) {
        (true, _) => "26379",
        (_, true) => "6380",
        _ => "6379",
    };
    if let ([server], false) = (servers.as_slice(), service) {
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
            _ => (*server, default),
        };
        put(Setting::Host, host.to_owned())?;
        return put(Setting::Port, port.to_owned());
    }
    let with_port = |server: &&str| match server.contains(':') {
        true => (*server).to_owned(),
        false => format!("{server}:{default}"),
    };
    let nodes: Vec<_> = servers.iter().map(with_port).collect();
    put(Setting::Nodes, nodes.join(","))?;
    parts.topology = Some(if service {
        Topology::Sentinel
    } else {
        Topology::Cluster
    });
    Ok(())
}

fn refused(origin: &Origin, what: &str) -> Box<Violation> {
    let problem = Problem::new(
        Code::PLATFORM,
        format!("`{origin}` {what}"),
        "write `host:6380,password=..,ssl=True`, or `rediss://:PASSWORD@host:6380/0`",
    );
    let setting = Setting::Url.key();
    Box::new(Violation::new(setting, origin.clone(), problem))
}
