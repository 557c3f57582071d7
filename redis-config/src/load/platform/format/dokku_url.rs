//! URLs of Dokku, which writes the name of a service into them.

use redis_config_rules::Setting;
use zeroize::Zeroizing;

use crate::check::violation::Violation;
use crate::load::platform::binding::Parts;
use crate::load::platform::variables::{Variables, checked};

/// Adds the URL in a variable. The name of a service of Dokku in it is dropped, with a hint.
///
/// # Errors
///
/// The URL is malformed, or disagrees with an earlier one.
pub(crate) fn add(
    parts: &mut Parts,
    variables: &Variables<'_>,
    name: &str,
) -> Result<(), Box<Violation>> {
    let Some(mut raw) = variables.unchecked(name, Setting::Url)? else {
        return Ok(());
    };
    if let Some((fixed, hint)) = without_service_name(&raw.text) {
        raw.text = Zeroizing::new(fixed);
        parts.hints.push(hint);
    }
    parts.add(Setting::Url, checked(Setting::Url, raw))
}

/// A URL of Dokku without the name of the service, which is neither a user nor a database, and a note about it. `None` for
/// any other URL.
fn without_service_name(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let (user_info, address) = rest.split_once('@')?;
    let (authority, path) = address.split_once('/').unwrap_or((address, ""));
    let service = authority.split(':').next()?.strip_prefix("dokku-redis-")?;
    let (user, password) = user_info.split_once(':')?;
    let in_path = path == service;
    let as_user = user == service;
    if !in_path && !as_user {
        return None;
    }
    let user = if as_user { "" } else { user };
    let path = match path {
        "" => String::new(),
        _ if in_path => String::new(),
        other => format!("/{other}"),
    };
    let note = format!(
        "Dokku writes the name of the service, `{service}`, as the user and the database of the URL; neither exists, so the password alone and the default database are used"
    );
    Some((
        format!("{scheme}://{user}:{password}@{authority}{path}"),
        note,
    ))
}
