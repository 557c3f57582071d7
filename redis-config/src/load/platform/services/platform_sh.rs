//! Platform.sh and Upsun: relationships to services.

use redis_config_rules::Setting;

use crate::check::violation::Violation;
use crate::load::environment::Environment;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::format::base64;
use crate::load::platform::format::json::{Node, broken, parse};
use crate::load::platform::variables::Variables;

const RELATIONSHIPS: &str = "PLATFORM_RELATIONSHIPS";

/// Variables that only this platform sets.
pub(crate) const FINGERPRINTS: [&str; 2] = ["PLATFORM_APPLICATION_NAME", RELATIONSHIPS];

/// The server, in the variables `<RELATIONSHIP>_..` of Upsun.
const SERVER: [(&str, Setting); 4] = [
    ("HOST", Setting::Host),
    ("PORT", Setting::Port),
    ("USERNAME", Setting::Username),
    ("PASSWORD", Setting::Password),
];

/// What Upsun writes beside it. Elsewhere, some of these are other names of settings.
#[rustfmt::skip]
const DESCRIPTION: [&str; 14] = [
    "CLUSTER", "EPOCH", "FRAGMENT", "HOSTNAME", "HOST_MAPPED", "INSTANCE_IPS", "IP", "PATH", "PUBLIC", "QUERY", "REL", "SCHEME",
    "SERVICE", "TYPE",
];

/// Whether Upsun describes a relationship whose name is the prefix of the instance, and this variable is a part of it that is
/// no setting.
pub(crate) fn describes(environment: &Environment, prefix: &str, name: &str) -> bool {
    let suffix = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    suffix.is_some_and(|suffix| DESCRIPTION.contains(&suffix))
        && is_relationship(environment, prefix)
}

/// Whether the variable is the server of such a relationship.
pub(crate) fn serves(environment: &Environment, prefix: &str, name: &str) -> bool {
    let suffix = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    let known = suffix.is_some_and(|suffix| SERVER.iter().any(|(one, _)| *one == suffix));
    known && is_relationship(environment, prefix)
}

fn is_relationship(environment: &Environment, prefix: &str) -> bool {
    let scheme = environment.value(&format!("{prefix}_SCHEME"));
    let here = FINGERPRINTS
        .iter()
        .any(|name| environment.value(name).is_some());
    here && scheme
        .and_then(|scheme| scheme.to_str())
        .is_some_and(is_redis)
}

/// A relationship is selected by its scheme: its name is free.
fn is_redis(scheme: &str) -> bool {
    matches!(scheme, "redis" | "rediss" | "valkey" | "valkeys")
}

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    if let Err(violation) = relationships(variables, found) {
        found.broken = Some(violation);
    }
    // Upsun also writes each relationship into variables of its own.
    for name in variables.names() {
        let Some(prefix) = name.strip_suffix("SCHEME") else {
            continue;
        };
        let relationship = prefix.trim_end_matches('_');
        if variables.raw(name).is_some_and(is_redis) && relationship.len() < prefix.len() {
            for part in DESCRIPTION {
                variables.raw(&format!("{prefix}{part}"));
            }
            let mut parts = Parts::default();
            let read = parts.prefixed(variables, prefix, &SERVER);
            found.either(&[relationship], read.map(|()| parts));
        }
    }
}

fn relationships(variables: &Variables<'_>, found: &mut Found) -> Result<(), Box<Violation>> {
    let Some(text) = variables.raw(RELATIONSHIPS) else {
        return Ok(());
    };
    let Some(text) = base64::decode(text) else {
        let message = format!("`{RELATIONSHIPS}` is not base64");
        return Err(broken(RELATIONSHIPS, message));
    };
    let root = parse(RELATIONSHIPS, &text)?;
    for (relationship, endpoints) in root.as_object().into_iter().flatten() {
        for (at, value) in endpoints.as_array().into_iter().flatten().enumerate() {
            let node = Node {
                value,
                variable: RELATIONSHIPS,
                pointer: format!("{relationship}[{at}]"),
            };
            let scheme = node.get("scheme").and_then(|scheme| scheme.text());
            if !scheme.is_some_and(|scheme| is_redis(&scheme)) {
                continue;
            }
            let service = node.get("service").and_then(|service| service.text());
            let service = service.as_deref().map_or("", String::as_str);
            found.either(&[relationship, service], server(&node));
        }
    }
    Ok(())
}

fn server(node: &Node<'_>) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    node.add(&mut parts, Setting::Host, &["host"])?;
    node.add(&mut parts, Setting::Port, &["port"])?;
    node.add(&mut parts, Setting::Username, &["username"])?;
    node.add(&mut parts, Setting::Password, &["password"])?;
    Ok(parts)
}
