//! Links between containers of Docker, and Dokku.

use redis_config_rules::Setting;

use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::format::dokku_url;
use crate::load::platform::variables::Variables;

const ADDRESS: &str = "_PORT_6379_TCP_ADDR";

/// `<ALIAS>_PORT_6379_TCP_ADDR`: a link to a container whose port 6379 is exposed.
pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    // Kubernetes sets the same names for every service of the namespace, without a decision of the application.
    let kubernetes = variables.raw("KUBERNETES_SERVICE_HOST").is_some();
    for name in variables.names() {
        let Some(alias) = name.strip_suffix(ADDRESS).filter(|alias| !alias.is_empty()) else {
            continue;
        };
        if kubernetes {
            found.ignore(
                name,
                "Kubernetes service link; `<PREFIX>_SERVICE_LINK` selects one",
            );
        } else {
            found.either(&[alias], link(variables, alias));
        }
    }
}

fn link(variables: &Variables<'_>, alias: &str) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.prefixed(
        variables,
        alias,
        &[
            (ADDRESS, Setting::Host),
            ("_PORT_6379_TCP_PORT", Setting::Port),
            // A link repeats the environment of the other container.
            ("_ENV_REDIS_PASSWORD", Setting::Password),
        ],
    )?;
    Ok(parts)
}

/// `DOKKU_REDIS_<COLOUR>_URL`: the second and later services of an application.
pub(crate) fn dokku(variables: &Variables<'_>, found: &mut Found) {
    for name in variables.names() {
        let colour = name
            .strip_prefix("DOKKU_REDIS_")
            .and_then(|name| name.strip_suffix("_URL"));
        let Some(colour) = colour else { continue };
        let mut parts = Parts::default();
        let added = dokku_url::add(&mut parts, variables, name);
        found.named(&[colour], added.map(|()| parts));
    }
}
