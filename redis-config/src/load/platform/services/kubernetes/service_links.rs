//! Service links: Kubernetes sets `REDIS_SERVICE_HOST` in every pod of the namespace of a service `redis`.

use redis_config_rules::{Code, Problem, Setting};

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

const SELECTS: &str = "_SERVICE_LINK";

/// Whether the variable selects a link for the instance with this prefix.
pub(crate) fn selects(variable: &str, prefix: &str) -> bool {
    variable.strip_suffix(SELECTS) == Some(prefix)
}

/// A link is used only if a variable selects it: `JOBS_REDIS_SERVICE_LINK=redis`. A service that happens to be in the namespace
/// is no decision of the application.
pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    let mut selected = Vec::new();
    for name in variables.names() {
        let Some(prefix) = name
            .strip_suffix(SELECTS)
            .filter(|prefix| !prefix.is_empty())
        else {
            continue;
        };
        let service = variables.raw(name).unwrap_or_default();
        let link = service.to_ascii_uppercase().replace('-', "_");
        found.named(&[prefix], server(variables, name, &link));
        selected.push(format!("{link}_SERVICE_HOST"));
    }
    for name in variables.names() {
        let link = name.strip_suffix("_SERVICE_HOST").unwrap_or_default();
        let is_redis = link.contains("REDIS") || link.contains("VALKEY");
        if is_redis && !selected.iter().any(|one| one == name) {
            let service = link.to_ascii_lowercase().replace('_', "-");
            let reason = format!(
                "Kubernetes service link; `<PREFIX>_SERVICE_LINK={service}` uses it for an instance"
            );
            found.ignore(name, reason);
        }
    }
}

fn server(variables: &Variables<'_>, name: &str, link: &str) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.prefixed(
        variables,
        link,
        &[
            ("_SERVICE_HOST", Setting::Host),
            ("_SERVICE_PORT", Setting::Port),
        ],
    )?;
    if parts.has(Setting::Host) {
        return Ok(parts);
    }
    let problem = Problem::new(
        Code::PLATFORM,
        format!("`{name}` selects a Kubernetes service link, but `{link}_SERVICE_HOST` is not set"),
        "write the name of a service in the namespace of the pod, and create the service before the pod",
    );
    let origin = Origin::Variable(name.to_owned());
    Err(Box::new(Violation::new(
        Setting::Url.key(),
        origin,
        problem,
    )))
}
