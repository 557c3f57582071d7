//! Nais: the name of the instance is the end of each variable.

use redis_config_rules::Setting;

use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    for name in variables.names() {
        for family in ["REDIS", "VALKEY"] {
            let instance = name
                .strip_prefix(family)
                .and_then(|name| name.strip_prefix("_URI_"));
            if let Some(instance) = instance.filter(|instance| !instance.is_empty()) {
                found.either(&[instance], server(variables, family, instance));
            }
        }
    }
}

fn server(
    variables: &Variables<'_>,
    family: &str,
    instance: &str,
) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.beside_url = true;
    for (name, setting) in [
        ("URI", Setting::Url),
        ("HOST", Setting::Host),
        ("PORT", Setting::Port),
        ("USERNAME", Setting::Username),
        ("PASSWORD", Setting::Password),
    ] {
        parts.variable(variables, &format!("{family}_{name}_{instance}"), setting)?;
    }
    Ok(parts)
}
