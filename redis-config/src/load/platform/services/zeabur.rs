//! Zeabur.

use redis_config_rules::Setting;

use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    let mut parts = Parts::default();
    let added = parts.variable(variables, "REDIS_CONNECTION_STRING", Setting::Url);
    found.unnamed(added.map(|()| parts));
}
