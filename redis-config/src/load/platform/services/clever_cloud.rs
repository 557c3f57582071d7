//! Clever Cloud: Materia KV. Its Redis sets the generic variables.

use redis_config_rules::Setting;
use zeroize::Zeroizing;

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    if variables.raw("REDIS_CLI_URL").is_some() {
        found.ignore(
            "REDIS_CLI_URL",
            "it is written for `redis-cli`; `REDIS_URL` has the same address",
        );
    }
    if variables.raw("KV_HOST").is_some() {
        found.unnamed(materia(variables));
    }
}

/// The store repeats itself in `REDIS_HOST` and `REDIS_PORT`, which do not state that the port accepts only TLS.
fn materia(variables: &Variables<'_>) -> Result<Parts, Box<Violation>> {
    const PLAIN: &str = "6378";
    let mut parts = Parts::default();
    parts.prefixed(
        variables,
        "KV_",
        &[
            ("HOST", Setting::Host),
            ("PORT", Setting::Port),
            ("TOKEN", Setting::Password),
        ],
    )?;
    let encrypted = parts.get(Setting::Port).map(|port| port.text.as_str()) != Some(PLAIN);
    let on = Zeroizing::new(encrypted.to_string());
    parts.text(Setting::Tls, on, Origin::Variable("KV_HOST".to_owned()))?;
    Ok(parts)
}
