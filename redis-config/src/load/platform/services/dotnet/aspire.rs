//! .NET Aspire: named connections.

use redis_config_rules::Setting;

use super::connection_string;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

const CONNECTION: &str = "ConnectionStrings__";

/// `ConnectionStrings__<name>` is also that of other databases, so it never is for an instance of another name.
pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    for name in variables.names() {
        let connection = name
            .split_at_checked(CONNECTION.len())
            .filter(|(start, _)| start.eq_ignore_ascii_case(CONNECTION));
        if let Some((_, connection)) = connection {
            let text = variables.raw(name).unwrap_or_default();
            if connection_string::is_one(text) || is_redis_url(text) {
                found.named(&[connection], connected(variables, name));
            }
        } else if let Some(connection) = name.strip_suffix("_URI") {
            // Aspire writes the parts too, which distinguishes it from a variable of the application.
            let sibling = |end: &str| variables.raw(&format!("{connection}{end}")).is_some();
            let is_whole = sibling("_HOST") && sibling("_PORT");
            if is_whole && variables.raw(name).is_some_and(is_redis_url) {
                found.named(&[connection], of_parts(variables, connection));
            }
        }
    }
}

fn is_redis_url(text: &str) -> bool {
    text.starts_with("redis") || text.starts_with("valkey")
}

fn connected(variables: &Variables<'_>, name: &str) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    if let Some(picked) = variables.unchecked(name, Setting::Url)? {
        connection_string::add(&mut parts, picked)?;
    }
    Ok(parts)
}

fn of_parts(variables: &Variables<'_>, connection: &str) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.prefixed(
        variables,
        connection,
        &[
            ("_URI", Setting::Url),
            ("_HOST", Setting::Host),
            ("_PORT", Setting::Port),
            ("_PASSWORD", Setting::Password),
        ],
    )?;
    Ok(parts)
}
