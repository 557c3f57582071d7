//! Azure: Service Connector.

use redis_config_rules::Setting;
use zeroize::Zeroizing;

use super::connection_string;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    let parts = match variables.raw("AZURE_REDIS_CONNECTIONSTRING") {
        Some(_) => with_string(variables),
        None => of_parts(variables),
    };
    found.unnamed(parts);
}

const PARTS: [(&str, Setting); 8] = [
    ("HOST", Setting::Host),
    ("PORT", Setting::Port),
    ("USERNAME", Setting::Username),
    ("USER", Setting::Username),
    ("PASSWORD", Setting::Password),
    ("DATABASE", Setting::Database),
    ("DB", Setting::Database),
    ("SSL", Setting::Tls),
];

fn with_string(variables: &Variables<'_>) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.prefixed(variables, "AZURE_REDIS_", &PARTS)?;
    let text = variables.unchecked("AZURE_REDIS_CONNECTIONSTRING", Setting::Url)?;
    if let Some(picked) = text {
        connection_string::add(&mut parts, picked)?;
    }
    Ok(parts)
}

fn of_parts(variables: &Variables<'_>) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.prefixed(variables, "AZURE_REDIS_", &PARTS)?;
    // With a managed identity, the host is all that is set. The service has no plain port by default.
    let cache = parts
        .get(Setting::Host)
        .filter(|host| host.text.ends_with(".redis.cache.windows.net"))
        .map(|host| host.origin.clone());
    if let Some(origin) = cache {
        for (setting, text) in [(Setting::Port, "6380"), (Setting::Tls, "true")] {
            if !parts.has(setting) {
                parts.text(setting, Zeroizing::new(text.to_owned()), origin.clone())?;
            }
        }
    }
    Ok(parts)
}
