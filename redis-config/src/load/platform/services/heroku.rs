//! Heroku: Key-Value Store and add-ons.

use redis_config_rules::Setting;

use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

/// URLs of add-ons.
const ADD_ONS: [&str; 6] = [
    "STACKHERO_REDIS_URL_TLS",
    "STACKHERO_REDIS_URL_CLEAR",
    "REDISCLOUD_URL",
    "REDISTOGO_URL",
    "REDISGREEN_URL",
    "OPENREDIS_URL",
];

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    for name in variables.names() {
        let colour = name.strip_prefix("HEROKU_REDIS_").and_then(|name| {
            name.strip_suffix("_TLS_URL")
                .or_else(|| name.strip_suffix("_URL"))
        });
        if let Some(colour) = colour {
            let label = format!("HEROKU_REDIS_{colour}");
            found.named(&[colour, &label], url(variables, name));
        }
    }
    for name in ADD_ONS {
        found.unnamed(url(variables, name));
    }
}

fn url(variables: &Variables<'_>, name: &str) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.variable(variables, name, Setting::Url)?;
    Ok(parts)
}
