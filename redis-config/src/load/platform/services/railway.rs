//! Railway.

use redis_config_rules::Setting;

use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

const PARTS: [(&str, Setting); 4] = [
    ("REDISHOST", Setting::Host),
    ("REDISPORT", Setting::Port),
    ("REDISUSER", Setting::Username),
    ("REDISPASSWORD", Setting::Password),
];

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    if variables.raw("REDISHOST").is_some() {
        found.unnamed(read(variables, &PARTS));
    } else {
        for (name, _) in PARTS
            .iter()
            .filter(|(name, _)| variables.raw(name).is_some())
        {
            found.ignore(*name, "`REDISHOST` is not set");
        }
    }
    // The address of the proxy on the internet, for use from outside of the project.
    let public = read(variables, &[("REDIS_PUBLIC_URL", Setting::Url)]);
    found.last(&[], public);
}

fn read(variables: &Variables<'_>, names: &[(&str, Setting)]) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.prefixed(variables, "", names)?;
    Ok(parts)
}
